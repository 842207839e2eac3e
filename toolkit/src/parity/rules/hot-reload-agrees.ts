import { posix } from 'node:path';
import type { Pair } from '../match.ts';
import { withoutSlash } from '../compose/mounts.ts';
import type { Service, Watch } from '../model.ts';
import type { Facts, Said } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { buildOf } from '../tiltfile/pairs.ts';
import type { TiltBuild } from '../tiltfile/read.ts';
import { deployment } from '../rule-examples.ts';

export const hotReloadAgrees = defineRule({
  id: 'hot-reload-agrees',
  title: 'An edit reaches a program in the same way under Compose and Tilt.',
  category: 'hot-reload',
  why: 'What one of them copies into the running container and the other does not is edited in vain there, or costs a new image each time.',
  agrees: example('/app/src'),
  drifts: example('/srv/src'),
  judge(facts) {
    return facts.pairs.flatMap((pair) => {
      const build = buildOf(pair, facts);
      return build && !pair.compose.runsOnce ? judgePair(pair, build, facts) : [];
    });
  },
});

interface Sides {
  compose: Service;
  build: TiltBuild;
  syncs: Watch[];
  /** A new image is one for all that run it, whoever of them asks for it. */
  rebuilds: Watch[];
  /** Where it is said: by Compose's rule, or that of the service; and by the Tiltfile. */
  inCompose: (watch?: Watch, value?: string) => Said;
  inTilt: (value?: string, ...words: string[]) => Said;
}

function judgePair({ compose }: Pair, build: TiltBuild, { compose: side, tilt }: Facts) {
  const together = side.services.filter((each) => each.image?.value === compose.image?.value);
  const sides: Sides = {
    compose,
    build,
    syncs: compose.watch.filter(({ action }) => action.startsWith('sync')),
    rebuilds: together.flatMap(({ watch }) => watch.filter(({ action }) => action === 'rebuild')),
    inCompose: (watch, value = watch?.path) => ({
      at: watch?.at ?? compose.at,
      ...(watch && value !== undefined && { value }),
    }),
    inTilt: (value, ...words) => ({
      at: tilt?.place(...words.map(inCall), /live_update=/, build.image) ?? build.at,
      ...(value !== undefined && { value }),
    }),
  };
  const found = onOneSide(sides) ?? [...ofCompose(sides), ...ofTilt(sides), ...fallbacks(sides), ...rebuilds(sides)];
  return found.map((each) => ({ service: compose.name, severity: 'warning' as const, ...each }));
}

/** Where one of the two copies nothing at all, that is one thing to say. */
function onOneSide({ compose, build, syncs, inCompose, inTilt }: Sides) {
  const isMounted = compose.mounts.some(({ kind, isReadOnly }) => kind === 'host' && !isReadOnly);
  const said = { key: 'hot-reload' };
  if (syncs.length > 0 && build.syncs.length === 0) {
    const message = `Compose copies edits into the running container; Tilt makes a new image of ${build.image} for each.`;
    const fix = `Give docker_build of ${build.image} a live_update with the rules of develop.watch.`;
    return [{ ...said, message, fix, compose: inCompose(syncs[0]), cluster: inTilt() }];
  }
  if (syncs.length > 0 || build.syncs.length === 0 || isMounted) return undefined;
  const message = `Tilt copies edits into the running container; Compose neither copies nor mounts anything: there they are seen after the next build.`;
  const fix = `Give ${compose.name} develop.watch with the rules of live_update.`;
  return [{ ...said, message, fix, compose: inCompose(), cluster: inTilt('live_update') }];
}

/** What Compose copies, and Tilt not, or elsewhere. */
function ofCompose({ build, syncs, inCompose, inTilt }: Sides) {
  return syncs.flatMap((watch) => {
    const { path, target = '' } = watch;
    const there = build.syncs.find((each) => isBelow(path, each.path));
    const other = there && targetOf(path, there);
    // A folder whose parts are copied one by one.
    const parts = build.syncs.filter((each) => each.path !== path && isBelow(each.path, path));
    if (
      other === withoutSlash(target) ||
      parts.some((each) => targetOf(each.path, { path, target }) === withoutSlash(each.target))
    )
      return [];
    const message = there
      ? `An edit of ${path} lands in ${target} under Compose and in ${other} under Tilt.`
      : `An edit of ${path} is copied into the container under Compose; Tilt makes a new image for it, or does nothing.`;
    const fix = `Say sync('${path}', '${target}') in live_update of ${build.image}, or take the rule out of develop.watch.`;
    const compose = inCompose(watch, `${path} → ${target}`);
    return [{ key: `sync:${path}`, message, fix, compose, cluster: inTilt(other, path, there?.target ?? path) }];
  });
}

/** What Tilt copies, and Compose not. */
function ofTilt({ compose, build, syncs, rebuilds: all, inCompose, inTilt }: Sides) {
  return build.syncs.flatMap(({ path, target }) => {
    if (syncs.some((each) => isBelow(path, each.path) || isBelow(each.path, path))) return [];
    if (compose.mounts.some((mount) => mount.kind === 'host' && isBelow(target, mount.target))) return [];
    // A command that runs after it does what a new image would.
    const isRun = build.runs.some((each) => isBelow(each, path) || isBelow(path, each));
    const rebuild = all.find((each) => isBelow(path, each.path));
    const message = rebuild
      ? `An edit of ${path} makes a new image under Compose; Tilt ${isRun ? 'runs a command in the container' : 'only copies the file into the container'}.`
      : `An edit of ${path} is copied into the container under Tilt; Compose does nothing with it.`;
    const fix = rebuild
      ? `Say fall_back_on('${path}') in live_update of ${build.image}, or sync it under Compose, too.`
      : `Say sync of ${path} to ${target} in develop.watch of ${compose.name}.`;
    const severity = isRun ? ('info' as const) : ('warning' as const);
    const cluster = inTilt(`${path} → ${target}`, path, target);
    return [{ severity, key: `sync:${path}`, message, fix, compose: inCompose(rebuild), cluster }];
  });
}

/** What makes a new image under Tilt alone. */
function fallbacks({ compose, build, rebuilds: all, inCompose, inTilt }: Sides) {
  return build.fallbacks
    .filter((path) => !all.some((each) => isBelow(path, each.path)))
    .map((path) => ({
      key: `rebuild:${path}`,
      message: `An edit of ${path} makes a new image under Tilt; Compose does nothing with it, or copies the file.`,
      fix: `Say rebuild of ${path} in develop.watch of ${compose.name}.`,
      compose: inCompose(),
      cluster: inTilt(path, path),
    }));
}

/** What makes a new image under Compose, and is copied under Tilt with the folder that it is in. */
function rebuilds({ compose, build, inCompose, inTilt }: Sides) {
  return compose.watch
    .filter(
      ({ action, path }) =>
        action === 'rebuild' && build.syncs.some((each) => each.path !== path && isBelow(path, each.path)),
    )
    .filter(({ path }) => ![...build.fallbacks, ...build.runs].some((each) => isBelow(path, each)))
    .map((watch) => ({
      key: `rebuild:${watch.path}`,
      message: `An edit of ${watch.path} makes a new image under Compose; Tilt only copies the file into the container.`,
      fix: `Say fall_back_on('${watch.path}') in live_update of ${build.image}.`,
      compose: inCompose(watch),
      cluster: inTilt('sync', watch.path),
    }));
}

/** A path as an argument of sync, run or fall_back_on; a list of paths elsewhere may have it, too. */
const inCall = (path: string) =>
  new RegExp(`(?:sync|fall_back_on|trigger=)\\W.*["']${path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}["']`);

const isBelow = (path: string, folder: string) => path === folder || folder === '.' || path.startsWith(`${folder}/`);

/** Where a file of a folder that is copied lands. */
const targetOf = (path: string, from: { path: string; target: string }) =>
  posix.join(withoutSlash(from.target), posix.relative(from.path, path));

function example(target: string) {
  const cluster = deployment('web', "image: 'web:dev'");
  const syncs = [{ localPath: 'src', containerPath: target }];
  return {
    compose:
      'services:\n  web:\n    image: web:dev\n    build: .\n    develop: { watch: [{ action: sync, path: ./src, target: /app/src }] }\n',
    cluster,
    tilt: [
      {
        Name: 'web',
        DeployTarget: { yaml: cluster },
        ImageTargets: [
          {
            selector: 'web:dev',
            LiveUpdateSpec: { basePath: 'FOLDER', syncs },
            BuildDetails: { dockerfileContents: 'FROM base' },
          },
        ],
      },
    ],
  };
}

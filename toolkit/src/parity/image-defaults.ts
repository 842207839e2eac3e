import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, posix, relative } from 'node:path';
import type { Copy, ImageDefaults } from './dockerfile/read.ts';
import { readDockerfile } from './dockerfile/read.ts';
import type { Pair } from './match.ts';
import type { Build, Mount, Place, Service, Unknown, Variable } from './model.ts';

/**
 * Gives both sides of a pair what their image says by itself, where the compose file says how it is built. The cluster's
 * image is that of the same Dockerfile: of the last stage where it has another name than Compose gives its own, else of
 * the same one.
 */
export function withImageDefaults(pair: Pair, unknown: Unknown[]): Pair {
  const { image, likelyBuild } = pair.compose;
  const build = pair.compose.build ?? likelyBuild;
  if (!build) return pair;
  const isOther = image !== undefined && image.value !== pair.cluster.image?.value;
  const one = defaultsOf(build, build.target, unknown);
  const other = !isOther || build.target === undefined ? one : defaultsOf(build, undefined, unknown);
  return {
    ...pair,
    compose: one ? withCopies(withDefaults(pair.compose, one), build.context, one.copies) : pair.compose,
    // Kubernetes does not use what an image says of its health.
    cluster: other ? withDefaults(pair.cluster, { ...other, health: undefined }) : pair.cluster,
  };
}

function defaultsOf({ at, context, dockerfile }: Build, target: string | undefined, unknown: Unknown[]) {
  const file = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  // A context elsewhere, or a repository without its programs.
  if (!existsSync(file)) return undefined;
  const defaults = readDockerfile(readFileSync(file, 'utf8'), file, target);
  if (!defaults) unknown.push({ at, message: `${file} has no stage ${target ?? 'at all'}` });
  return defaults;
}

type Given = Omit<ImageDefaults, 'health' | 'copies'> & { health?: ImageDefaults['health'] | undefined };

function withDefaults(service: Service, { variables, ports, user, entrypoint, command, health }: Given): Service {
  const own = [...variables].map(([name, { value, at }]): [string, Variable] => [name, { value, at, from: 'image' }]);
  const isOwnStart = service.entrypoint !== undefined;
  return {
    ...service,
    variables: new Map([...own, ...service.variables]),
    ports: [...service.ports, ...ports.map((port) => ({ ...port, isOfImage: true }))],
    // A command line of one's own takes the image's command away with its entry point.
    entrypoint: service.entrypoint ?? entrypoint,
    command: service.command ?? (isOwnStart ? undefined : command),
    probes: service.probes.length > 0 || service.isHealthDisabled || !health ? service.probes : [health],
    security: { ...(user && { user }), ...service.security },
  };
}

/** Tells of a folder of the machine that is mounted over its own copy. */
function withCopies(service: Service, context: string, copies: readonly Copy[]): Service {
  const mounts = service.mounts.map((mount) => {
    const copiedAt = mount.kind === 'host' ? placeOfCopy(mount, context, copies) : undefined;
    return copiedAt ? { ...mount, copiedAt } : mount;
  });
  return { ...service, mounts };
}

function placeOfCopy({ source, target }: Mount, context: string, copies: readonly Copy[]): Place | undefined {
  const wanted = relative(context, source);
  if (wanted.startsWith('..') || isAbsolute(wanted)) return undefined;
  return copies.findLast((copy) => copy.sources.some((each) => targetOf(each, wanted, copy, context) === target))?.at;
}

/** Where a copy puts a file or folder of the context; undefined: nowhere. */
function targetOf(source: string, wanted: string, { target, isInto }: Copy, context: string): string | undefined {
  // The context's root is written . or /.
  const from = relative('.', source.replace(/^\/+/, '') || '.');
  const inside = relative(from, wanted);
  if (inside.startsWith('..')) return undefined;
  const isFile = statSync(join(context, from), { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile && isInto ? posix.join(target, basename(from)) : posix.join(target, inside);
}

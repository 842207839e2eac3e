import { join } from 'node:path';
import type { Build } from '../model.ts';
import { defineRule } from '../rule.ts';
import { buildOf } from '../tiltfile/pairs.ts';
import type { TiltBuild } from '../tiltfile/read.ts';
import { deployment } from '../rule-examples.ts';

export const buildAgrees = defineRule({
  id: 'build-agrees',
  title: 'Compose and Tilt build an image in the same way.',
  category: 'image',
  why: 'Another Dockerfile, stage or build argument makes another image under the same name: what works under Compose may not work under Tilt.',
  agrees: example('dev'),
  drifts: example('run'),
  judgePair(pair, facts) {
    const { build } = pair.compose;
    const tilt = buildOf(pair, facts);
    if (!build || !tilt) return [];
    const place = (...wanted: (string | RegExp)[]) => facts.tilt?.place(...wanted) ?? tilt.at;
    return differences(build, tilt).map(({ key, word, one, other, at }) => ({
      service: pair.compose.name,
      key,
      severity: 'warning' as const,
      message: `Compose builds ${tilt.image} with ${word} ${one ?? 'of no name'}, Tilt with ${other ?? 'none'}.`,
      fix: `Build it in the same way in ${tilt.at.file} and ${build.at.file}.`,
      compose: { at, ...(one !== undefined && { value: one }) },
      cluster: {
        at: place(CALLS[key.split('.')[1] ?? ''] ?? /build_args=/, tilt.image),
        ...(other !== undefined && { value: other }),
      },
    }));
  },
});

const CALLS: Record<string, RegExp> = { target: /\btarget=/, dockerfile: /\bdockerfile=/, args: /\bbuild_args=/ };

function differences(build: Build, tilt: TiltBuild) {
  const dockerfile = join(build.context, build.dockerfile);
  const all = [
    { key: 'build.target', word: 'the stage', one: build.target, other: tilt.target, at: build.at },
    // A text in the Tiltfile itself may be the same.
    ...(tilt.dockerfile === undefined
      ? []
      : [{ key: 'build.dockerfile', word: 'the file', one: dockerfile, other: tilt.dockerfile, at: build.at }]),
    ...[...new Set([...build.args.keys(), ...tilt.args.keys()])].map((name) => ({
      key: `build.args.${name}`,
      word: `${name} =`,
      one: build.args.get(name)?.value,
      other: tilt.args.get(name),
      at: build.args.get(name)?.at ?? build.at,
    })),
  ];
  // An argument without a value is the shell's, on both sides.
  return all.filter(
    ({ key, one, other }) => one !== other && !(key.startsWith('build.args.') && isOfTheShell(build, key)),
  );
}

const isOfTheShell = ({ args }: Build, key: string) => {
  const name = key.slice('build.args.'.length);
  return args.has(name) && args.get(name)?.value === undefined;
};

function example(target: string) {
  const cluster = deployment('web', "image: 'web:dev'");
  return {
    compose: 'services:\n  web:\n    image: web:dev\n    build: { context: ., target: dev }\n',
    cluster,
    tilt: [
      {
        Name: 'web',
        DeployTarget: {
          yaml: cluster,
        },
        ImageTargets: [{ selector: 'web:dev', BuildDetails: { dockerfileContents: 'FROM base AS dev', target } }],
      },
    ],
  };
}

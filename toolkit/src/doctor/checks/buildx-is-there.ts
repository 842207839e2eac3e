import type { Check } from '../check.ts';
import { fail } from '../check.ts';
import { install } from '../install.ts';
import { judgeProgram } from '../judge-program.ts';
import { isWithoutPlugin } from '../plugin.ts';

/** Compose and Tilt build with it; without it they fall back on a builder that knows no cache mounts. */
export const buildxIsThere: Check = {
  name: 'buildx-is-there',
  neededBy: ['compose', 'cluster'],
  judge: ({ programs: { buildx }, machine }) => {
    const need = { title: 'Buildx', install: install('buildx', '', machine) };
    return isWithoutPlugin(buildx.answer)
      ? fail('`docker buildx` is not there', need.install)
      : judgeProgram(buildx, need);
  },
};

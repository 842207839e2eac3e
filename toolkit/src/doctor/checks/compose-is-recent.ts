import type { Check } from '../check.ts';
import { fail } from '../check.ts';
import { install } from '../install.ts';
import { firstLine, judgeProgram } from '../judge-program.ts';
import { isWithoutPlugin } from '../plugin.ts';
import { readVersion } from '../version.ts';

const LEAST = '2.26';

export const composeIsRecent: Check = {
  name: 'compose-is-recent',
  neededBy: ['compose'],
  judge: ({ programs, machine }) => {
    const { compose, composeV1 } = programs;
    const need = { title: 'Docker Compose', least: LEAST, install: install('compose', `Compose ${LEAST}`, machine) };
    if (!isWithoutPlugin(compose.answer)) return judgeProgram(compose, need);
    const old = readVersion(firstLine(composeV1.answer));
    if (!old) return fail('`docker compose` is not there', need.install);
    const found = `only the program docker-compose ${old.text} is there, and \`docker compose\` is needed`;
    return fail(old.major < 2 ? `${found}: version 1 has ended` : found, need.install);
  },
};

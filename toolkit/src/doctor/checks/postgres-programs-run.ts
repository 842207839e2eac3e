import type { Check } from '../check.ts';
import { fail, pass } from '../check.ts';

export const postgresProgramsRun: Check = {
  name: 'postgres-programs-run',
  neededBy: ['native'],
  judge: ({ postgres }) => ('version' in postgres ? pass(postgres.version) : fail(postgres.problem, postgres.fix)),
};

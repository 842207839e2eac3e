import type { Check } from '../check.ts';
import { diskHasRoom } from './disk-has-room.ts';
import { generatedFilesAreFresh } from './generated-files-are-fresh.ts';
import { memoryIsEnough } from './memory-is-enough.ts';
import { nodeIsRecent } from './node-is-recent.ts';
import { npmIsRecent } from './npm-is-recent.ts';
import { portsAreFree } from './ports-are-free.ts';
import { postgresProgramsRun } from './postgres-programs-run.ts';

/** In the order of the report: what everything else needs comes first. */
export const checks: Check[] = [
  nodeIsRecent,
  npmIsRecent,
  postgresProgramsRun,
  generatedFilesAreFresh,
  portsAreFree,
  diskHasRoom,
  memoryIsEnough,
];

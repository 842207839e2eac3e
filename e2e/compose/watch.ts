import { startInBackground } from '../harness/background.ts';
import type { Run } from '../harness/run.ts';

/** `docker compose watch` in the background, until it says that it watches. */
export const startWatch = (line: string[], options: { cwd: string; env: NodeJS.ProcessEnv; run: Run }) =>
  startInBackground(line, { ...options, started: /Watch enabled/ });

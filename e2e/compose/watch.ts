import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../../backend/test/until.ts';
import type { Run } from './run.ts';

const ENABLED = /Watch enabled/;
const START_WITHIN_MS = 300_000;

/** `docker compose watch` in the background, until it says that it watches. The run's keeper knows of it. */
export async function startWatch(
  [program = '', ...args]: string[],
  { cwd, env, run }: { cwd: string; env: NodeJS.ProcessEnv; run: Run },
) {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const note = join(run.folder, 'processes', String(child.pid));
  writeFileSync(note, '');
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', (line) => lines.push(line));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      rmSync(note, { force: true });
      resolve();
    });
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await until('Compose watches', () => hasEnded() || lines.some((line) => ENABLED.test(line)), START_WITHIN_MS).catch(
    (error: Error) => lines.push(error.message),
  );
  if (!lines.some((line) => ENABLED.test(line))) {
    child.kill('SIGTERM');
    throw new Error(`docker compose watch did not get to watch:\n${lines.slice(-60).join('\n')}`);
  }
  return {
    lines,
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM');
      await ended;
    },
  };
}

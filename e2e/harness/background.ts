import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../../backend/test/until.ts';
import type { Run } from './run.ts';

const START_WITHIN_MS = 300_000;

interface Options {
  cwd: string;
  env: NodeJS.ProcessEnv;
  run: Run;
  /** A line that tells that it has started. */
  started: RegExp;
}

/**
 * A program in the background, from the moment it says that it has started. The run's keeper knows of it, by the run's
 * name, which is somewhere in its command line.
 */
export async function startInBackground(line: string[], { cwd, env, run, started }: Options) {
  const [program = '', ...args] = line;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const note = join(run.folder, 'processes', String(child.pid));
  writeFileSync(note, '');
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', (text) => lines.push(text));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      rmSync(note, { force: true });
      resolve();
    });
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const hasStarted = () => lines.some((text) => started.test(text));
  await until('it has started', () => hasEnded() || hasStarted(), START_WITHIN_MS).catch((error: Error) =>
    lines.push(error.message),
  );
  if (!hasStarted()) {
    child.kill('SIGTERM');
    throw new Error(`\`${line.join(' ')}\` did not get to start:\n${lines.slice(-60).join('\n')}`);
  }
  return {
    lines,
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      if (!hasEnded()) child.kill(signal);
      await ended;
    },
  };
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chatTurns } from './chat.ts';

/**
 * Measures what docs/benchmark.md tells: `npm run benchmark`, with `-- --all` the duration of the checks and tests too.
 * It edits two files of the checkout and puts them back as they were.
 */

const OFFSET = 400;
const EDITS = 20;
const POLL_EVERY_MS = 3;
const LIMIT_MS = 30_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'evenkeel-benchmark-'));
const say = (text: string) => process.stdout.write(`${text}\n`);

type Copy = { process: ChildProcess; seconds: number; addresses: Record<string, string>; stop: () => Promise<void> };

/** Starts the whole app; resolves when all its parts are healthy. */
async function start(): Promise<Copy> {
  const args = ['toolkit/bin/evenkeel.js', 'up', '--port-offset', String(OFFSET), '--data', data, '--json'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  for await (const line of createInterface(child.stdout)) {
    const event = JSON.parse(line) as { type: string; seconds: number; addresses: Record<string, string> };
    if (event.type !== 'ready') continue;
    child.stdout.resume();
    const stop = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    return { process: child, seconds: event.seconds, addresses: event.addresses, stop };
  }
  throw new Error('evenkeel up ended before it was ready.');
}

/** Saves edited sources one after the other and takes the time until an answer shows each edit. */
async function editLoop(file: string, original: string, edited: (mark: string) => string, url: string) {
  const path = join(root, file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(original)) throw new Error(`${file} has no ${original}.`);
  const times: number[] = [];
  try {
    for (let edit = 0; edit < EDITS + 2; edit += 1) {
      const mark = `edit-${Date.now()}`;
      const saved = performance.now();
      writeFileSync(path, source.replace(original, edited(mark)));
      await until(async () => (await fetch(url).then((answer) => answer.text())).includes(mark));
      // The first ones fill caches.
      if (edit >= 2) times.push(performance.now() - saved);
      // As a person saves: the worker, which restarts later, is done by then.
      await pause(2_000);
    }
  } finally {
    writeFileSync(path, source);
  }
  return times;
}

async function until(isSo: () => Promise<boolean>) {
  const limit = performance.now() + LIMIT_MS;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > limit) throw new Error('The edit did not show in time.');
    await pause(POLL_EVERY_MS);
  }
}

function summary(times: number[], what = 'edits'): string {
  const sorted = times.toSorted((a, b) => a - b).map(Math.round);
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms (${sorted[0]} to ${sorted.at(-1)}), ${sorted.length} ${what}`;
}

let copy: Copy | undefined;
try {
  rmSync(join(root, 'frontend', '.next', `offset-${OFFSET}`), { recursive: true, force: true });
  copy = await start();
  say(`start, first time: ${copy.seconds.toFixed(1)} s`);
  await copy.stop();
  const again: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    copy = await start();
    again.push(copy.seconds);
    if (round < 2) await copy.stop();
  }
  say(`start, again: ${again.map((seconds) => seconds.toFixed(1)).join(', ')} s`);

  const { whole, firstByte } = await chatTurns(root, data);
  say(`chat turn: ${summary(whole, 'turns')}`);
  say(`chat, first byte of a stream: ${summary(firstByte, 'turns')}`);

  const backend = await editLoop(
    'backend/src/platform/http.ts',
    'The API is described at /docs.',
    (mark) => `The API is described at /docs. ${mark}`,
    `${copy.addresses['backend']}/nothing`,
  );
  say(`save → answer of the backend: ${summary(backend)}`);
  const page = await editLoop(
    'frontend/src/app/page.tsx',
    "title: 'Tasks'",
    (mark) => `title: '${mark}'`,
    `${copy.addresses['frontend']}/`,
  );
  say(`save → page: ${summary(page)}`);
} finally {
  await copy?.stop();
  rmSync(data, { recursive: true, force: true });
}

// The whole suite takes minutes: only when asked for.
const more = ['run check', 'run test'];
for (const command of ['run doctor', 'run verify -- native --start', ...(process.argv.includes('--all') ? more : [])]) {
  const began = performance.now();
  const { status } = spawnSync('npm', command.split(' '), { cwd: root, stdio: 'ignore' });
  say(`npm ${command}: ${((performance.now() - began) / 1000).toFixed(1)} s, exit code ${status}`);
}

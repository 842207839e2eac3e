import { fork, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, watch as watchFolder } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { watch } from 'chokidar';
import type { ReloadAnswer } from './dev-host.ts';

/**
 * Runs one of the backend's programs and brings each edit into it: `node backend/dev.ts api|worker [--migrate]`.
 * An edit of the sources is loaded into the running process (dev-host.ts); whatever cannot be brought in that way, a new
 * process brings. A crash right after an edit waits for the next edit; any other crash ends this process too, with exit
 * code 1, so that whoever started it (evenkeel up, Compose's restart policy, Kubernetes) notices. With --migrate, the
 * API's supervisor applies migrations at its start and as they appear, and each program has sources of its own.
 */

// A program that ends this soon after an edit ended because of it; the next edit will mend it.
const EDIT_SHOWS_WITHIN_MS = 10_000;
// Editors and syncing tools touch a file more than once when they save it.
const EDIT_IS_OVER_AFTER_MS = 20;
// The worker gives way: both loading at once on few cores would keep people waiting for the API.
const GIVE_WAY_MS = 150;
// An edit may have made an endless loop: such a process answers nobody.
const ANSWER_WITHIN_MS = 5_000;
// Each edit's modules stay in memory, as the module cache forgets nothing.
const EDITS_PER_PROCESS = 100;
const WATCHED = ['backend/src', 'prisma/schema.prisma', 'prisma/migrations'];
// npm writes it last of all when it has installed something; only a new process can load that.
const INSTALLED = 'node_modules/.package-lock.json';

const root = fileURLToPath(new URL('..', import.meta.url));
// Prisma's CLI writes the client only when asked; its new files then start the programs anew.
const prismaCli = createRequire(import.meta.url).resolve('prisma/build/index.js');
const { positionals, values } = parseArgs({ allowPositionals: true, options: { migrate: { type: 'boolean' } } });
const [program = 'api'] = positionals;
const migrates = values.migrate === true;
const say = (event: string, more: object = {}) =>
  process.stdout.write(`${JSON.stringify({ level: 'info', time: new Date().toISOString(), ...more, event })}\n`);

let child: ChildProcess | undefined;
let ended = Promise.resolve();
let edits = 0;
let editedAt = -Infinity;
let replacing = false;
let stopping = false;

function start() {
  const started = fork(fileURLToPath(new URL('dev-host.ts', import.meta.url)), [program], { cwd: root });
  child = started;
  say('started', { program, pid: started.pid });
  edits = 0;
  ended = new Promise((resolve) => {
    started.once('exit', () => {
      child = undefined;
      resolve();
      if (!stopping && !replacing) crashed();
    });
  });
}

function crashed() {
  if (performance.now() - editedAt < EDIT_SHOWS_WITHIN_MS) return say('waiting_for_the_next_edit');
  say('crashed');
  // oxlint-disable-next-line unicorn/no-process-exit -- the code tells whoever started this
  process.exit(1);
}

async function replace(signal: NodeJS.Signals) {
  replacing = true;
  child?.kill(signal);
  await ended;
  replacing = false;
  if (!stopping) start();
}

async function bringIn(files: string[]) {
  if (stopping) return undefined;
  // Natively both programs share one copy of the sources, and one of the two generates.
  const isSchema = (file: string) => file === 'prisma/schema.prisma';
  if ((program === 'api' || migrates) && files.some(isSchema)) await run(prismaCli, ['generate', '--no-hints']);
  if (files.every(isSchema)) return undefined;
  if (files.some((file) => file.startsWith('prisma/migrations/'))) await migrate();
  const canReload = files.every((file) => file.startsWith('backend/src/') && !file.includes('/generated/'));
  if (!child) return start();
  if (!canReload || edits >= EDITS_PER_PROCESS) return replace('SIGTERM');
  edits += 1;
  const answer = await ask(child, edits);
  if (answer === 'restart') await replace('SIGTERM');
  if (answer === 'silent') await replace('SIGKILL');
}

/** Asks the process to load the sources anew; `ended` when it has crashed meanwhile, which is told elsewhere. */
function ask(asked: ChildProcess, edit: number): Promise<ReloadAnswer | 'silent' | 'ended'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('silent'), ANSWER_WITHIN_MS);
    asked.once('message', (answer: ReloadAnswer) => resolve(answer));
    asked.once('exit', () => resolve('ended'));
    asked.send({ edit }, () => undefined);
    void ended.then(() => clearTimeout(timer));
    asked.once('message', () => clearTimeout(timer));
  });
}

/** In a container, where nobody types prisma migrate: what arrives in the folder is applied. */
async function migrate() {
  if (program === 'api' && migrates) await run('backend/src/main.ts', ['migrate']);
}

/** A job whose failure is told by itself: the next edit may mend it. */
function run(script: string, args: string[]): Promise<void> {
  // Prisma praises itself in plain text; its errors are on stderr.
  const stdout = script === prismaCli ? 'ignore' : 'inherit';
  const job = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', stdout, 'inherit'] });
  return new Promise((resolve) => {
    job.once('error', (error) => {
      say('failed', { script, detail: error.message });
      resolve();
    });
    job.once('exit', () => resolve());
  });
}

const changed = new Set<string>();
let working = false;
/** Takes what has changed, and what changes while that is brought in, until nothing is left. */
async function work() {
  if (working) return;
  working = true;
  while (changed.size > 0) {
    await pause(EDIT_IS_OVER_AFTER_MS + (program === 'api' ? 0 : GIVE_WAY_MS));
    const files = [...changed];
    changed.clear();
    editedAt = performance.now();
    say('edited', { files });
    await bringIn(files);
  }
  working = false;
}

const isSource = (path: string) => /\.(ts|prisma|sql)$/.test(path) && !path.endsWith('.test.ts');
function take(path: string) {
  changed.add(path);
  void work();
}
watch(WATCHED, { cwd: root, ignoreInitial: true })
  .on('ready', () => say('watching', { folders: WATCHED }))
  .on('all', (_what, path) => isSource(path) && take(path))
  // What Tilt and Compose bring has whole seconds as its time: chokidar takes a second save of one second for a mere look.
  .on('raw', (_what, name: string | null, about) => {
    const { watchedPath } = about as { watchedPath: string };
    const path = basename(watchedPath) === name ? watchedPath : join(watchedPath, name ?? '');
    if (isSource(path) && existsSync(path)) take(relative(root, path));
  });
// npm may also delete it first, and chokidar loses a file that goes and comes back.
watchFolder(dirname(join(root, INSTALLED)), (_what, name) => {
  if (name === basename(INSTALLED) && existsSync(join(root, INSTALLED))) take(INSTALLED);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stopping = true;
    child?.kill(signal);
    // oxlint-disable-next-line unicorn/no-process-exit -- a Prisma that still generates must not hold it up
    void ended.then(() => process.exit(0));
  });
}

start();
// What came while nobody watched. The program serves as soon as its schema is there.
void migrate();

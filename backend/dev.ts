import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import nodemon from 'nodemon';

// A program that ends this soon after an edit ended because of it; the next edit will mend it.
const EDIT_SHOWS_WITHIN_MS = 10_000;
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs one of the backend's programs and starts it anew when its sources change: `node backend/dev.ts api|worker`.
 * A crash right after an edit waits for the next edit; any other crash ends this process too, with exit code 1, so that
 * whoever started it (evenkeel up, Compose's restart policy, Kubernetes) notices.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const [program = 'api'] = positionals;
const say = (event: string, more: object = {}) =>
  process.stdout.write(`${JSON.stringify({ level: 'info', time: new Date().toISOString(), ...more, event })}\n`);

let editedAt = -Infinity;
let stopping = false;

nodemon({
  script: `backend/src/${program}.ts`,
  exec: 'node',
  cwd: root,
  watch: ['backend/src', 'prisma/schema.prisma', 'prisma/migrations'],
  ext: 'ts,prisma,sql',
  ignore: ['*.test.ts'],
  // The worker gives way: both starting at once on few cores would keep people waiting for the API.
  delay: program === 'api' ? 50 : 600,
  signal: 'SIGTERM',
  stdin: false,
  quiet: true,
  env: { NODE_COMPILE_CACHE: `${root}node_modules/.cache/evenkeel-compile` },
});

nodemon.on('restart', (files?: string[]) => {
  editedAt = performance.now();
  say('restarted_after_edit', { files: files?.map((file) => file.replace(root, '')) });
  if (program === 'api' && files?.some((file) => file.endsWith('schema.prisma'))) generateClient();
});
nodemon.on('crash', () => {
  if (stopping) return;
  if (performance.now() - editedAt < EDIT_SHOWS_WITHIN_MS) return say('waiting_for_the_next_edit');
  say('crashed');
  // oxlint-disable-next-line unicorn/no-process-exit -- nodemon itself would wait for an edit
  process.exit(1);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stopping = true;
    // oxlint-disable-next-line unicorn/no-process-exit -- nodemon as a module leaves that to its caller
    nodemon.once('exit', () => process.exit(0));
    nodemon.emit('quit', 0);
  });
}

/** Prisma's CLI writes the client only when asked; its new files then start the programs anew. */
function generateClient() {
  spawn('prisma', ['generate', '--no-hints'], { cwd: root, stdio: 'inherit' });
}

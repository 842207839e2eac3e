import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import type { RunRecord } from '../native/run-file.ts';
import { liveRun } from '../native/run-file.ts';
import { keeperMessage } from './keeper-message.ts';

/** How long a start of `evenkeel up`, or the end of another command's keeper, may take. */
const PATIENCE_MS = 30_000;

/**
 * The database of the native runtime; one that is not up is started for as long as this process lives.
 * @param note is told what there is to say while it starts
 * @throws KnownProblem
 */
export async function nativeDatabase(
  { root }: Project,
  dataFolder: string,
  note: (text: string) => void,
): Promise<{ port: number; from: string }> {
  const until = performance.now() + PATIENCE_MS;
  let started = false;
  for (;;) {
    const run = liveRun(dataFolder);
    if (!run) {
      await startKeeper(root, dataFolder, note);
      started = true;
    } else if (run.databasePort !== undefined && (await isHeld(run))) {
      const by = run.kind === 'up' ? 'of `evenkeel up`' : 'of another prisma command';
      return { port: run.databasePort, from: started ? 'started for this command' : by };
    } else {
      await pause(50);
    }
    if (performance.now() > until) throw stuck(dataFolder);
  }
}

/** A keeper goes on for as long as somebody is connected; the connection ends with this process, however it ends. */
function isHeld({ leasePort }: RunRecord): Promise<boolean> {
  if (leasePort === undefined) return Promise.resolve(true);
  return new Promise((done) => {
    const lease = connect(leasePort, '127.0.0.1');
    lease.once('connect', () => done(true)).on('error', () => done(false));
    // It must not keep the command from ending.
    lease.unref();
  });
}

/** @throws KnownProblem what kept the keeper from starting the database */
function startKeeper(root: string, dataFolder: string, note: (text: string) => void): Promise<void> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`keeper.${extension}`, import.meta.url));
  const keeper = spawn(process.execPath, [program, root, dataFolder], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  return new Promise((done, fail) => {
    keeper.on('message', (text) => {
      const message = keeperMessage.parse(text);
      if (message.kind === 'note') return note(message.text);
      keeper.disconnect();
      keeper.unref();
      if (message.kind === 'problem') fail(new KnownProblem(message.message, message.next));
      else done();
    });
    keeper.once('exit', (code) => fail(new Error(`The keeper of the database ended with exit code ${code}.`)));
  });
}

function stuck(dataFolder: string): KnownProblem {
  return new KnownProblem(
    `The database of ${dataFolder} has been starting or stopping for ${PATIENCE_MS / 1000} s.`,
    'See what `evenkeel up` says there, or give DATABASE_URL.',
  );
}

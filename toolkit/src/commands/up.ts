import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { wholeNumber } from '../command-line.ts';
import type { Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { readProject } from '../native/read-config.ts';
import { up } from '../native/up.ts';
import { jsonReport } from '../report/up-json.ts';
import { prettyReport } from '../report/up-pretty.ts';
import type { Terminal } from '../terminal.ts';
import { dataFolderOf, demoCommand } from './data-folder.ts';

const REASONS = { SIGINT: 'Ctrl-C', SIGTERM: 'SIGTERM', SIGHUP: 'the terminal was closed' } as const;
/** Ctrl-C in an npm script arrives twice within milliseconds: from the terminal and from npm. */
const SAME_CTRL_C_MS = 500;
const ENDED_AT_ONCE = 130;

export async function run({ options, json, terminal }: Invocation): Promise<number> {
  const project = readProject(process.cwd());
  const dataFolder = dataFolderOf(project, options['data']);
  const portOffset = wholeNumber('port-offset', String(options['port-offset'] ?? '0'), 0, 50_000);
  const fresh = options['fresh'] === true;
  if (fresh && options['yes'] !== true && existsSync(dataFolder)) {
    if (!(await confirmDeletion(terminal, json, relative(process.cwd(), dataFolder) || '.'))) return EXIT.agrees;
  }

  const stop = new AbortController();
  const stopNow = new AbortController();
  watchSignals(stop, stopNow);
  const { native } = project;
  const parts = { steps: Object.keys(native.steps), services: Object.keys(native.services) };
  const demo = demoCommand(dataFolder, project);
  const pretty = json ? undefined : prettyReport(terminal, parts, demo);
  try {
    const tell = pretty ?? jsonReport(terminal.out, demo);
    await up({ project, dataFolder, portOffset, fresh, tell, stop: stop.signal, stopNow: stopNow.signal });
  } finally {
    pretty?.end();
  }
  const code = stopNow.signal.aborted ? ENDED_AT_ONCE : EXIT.agrees;
  // Where it fails, the problem is the last line instead.
  if (json) terminal.out.write(`${JSON.stringify({ type: 'exit', code })}\n`);
  return code;
}

function watchSignals(stop: AbortController, stopNow: AbortController): void {
  let firstAt = 0;
  // `evenkeel up | head`: nobody reads any more.
  process.stdout.once('error', () => stop.abort('its output was closed'));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        firstAt = performance.now();
        stop.abort(REASONS[name]);
      } else if (name === 'SIGINT' && performance.now() - firstAt > SAME_CTRL_C_MS) {
        stopNow.abort(REASONS[name]);
      }
    });
  }
}

/** Deleting is asked for on a terminal; a script must say --yes. */
async function confirmDeletion({ err }: Terminal, json: boolean, folder: string): Promise<boolean> {
  if (!process.stdin.isTTY || !err.isTerminal || json) {
    throw new KnownProblem(
      `--fresh would delete the database in ${folder}, and there is no terminal to ask on.`,
      'Add --yes if that is meant.',
      EXIT.wrongUse,
    );
  }
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and the end of the input close it, and then the question would never be answered.
  const closed = once(ask, 'close').then(() => 'no');
  const question = ask.question(`Delete the database in ${folder} and start with a new one? [y/N] `);
  const answer = await Promise.race([question, closed]);
  ask.close();
  return /^y(es)?$/i.test(answer.trim());
}

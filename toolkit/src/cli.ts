import { commonOptions, commands } from './commands.ts';
import { parseCommandLine } from './command-line.ts';
import { processEnvironment } from './environment.ts';
import { EXIT } from './exit-codes.ts';
import { commandHelp, generalHelp } from './help.ts';
import { problemOf } from './problem-text.ts';
import { openTerminal } from './terminal.ts';
import { packageVersion } from './version.ts';

const argv = process.argv.slice(2);
const json = argv.includes('--json');
const terminal = openTerminal({ noColor: argv.includes('--no-color'), environment: processEnvironment() });

/** From the words of the command line to an exit code. */
async function main(): Promise<number> {
  try {
    const parsed = parseCommandLine(argv, commands, commonOptions);
    const { colours } = terminal.out;
    if (parsed.kind === 'version') {
      terminal.out.write(`${packageVersion()}\n`);
      return EXIT.agrees;
    }
    if (parsed.kind === 'help') {
      const { command } = parsed;
      terminal.out.write(command ? commandHelp(command, commonOptions, colours) : generalHelp(commands, colours));
      return EXIT.agrees;
    }
    const { run } = await parsed.command.load();
    const { word, options, lists } = parsed;
    return await run({ ...(word !== undefined && { word }), options, lists, json, terminal });
  } catch (error) {
    return tellProblem(error);
  }
}

function tellProblem(error: unknown): number {
  const { message, next, exitCode } = problemOf(error);
  const { err, out, signs } = terminal;
  if (json) out.write(`${JSON.stringify({ type: 'problem', message, next, exitCode })}\n`);
  else err.write(`${err.colours.red(signs.bad)} ${message}\n${err.colours.bold(signs.next)} ${next}\n`);
  return exitCode;
}

// A reader that has gone away (`| head`, a closed window) is no reason to fall over.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const exitCode = await main();
// What a pipe has not taken yet would be lost.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))),
);
// oxlint-disable-next-line unicorn/no-process-exit -- the one place that ends this program
process.exit(exitCode);

import type { CommandEntry, Option } from './command.ts';
import type { Colours } from './terminal.ts';
import { wrap } from './report/wrap.ts';

const WIDTH = 100;
const EXITS = { 0: 'all is as it should be', 1: 'something was found', 2: 'wrong use', 3: 'could not run' };

/** The help of the whole program. */
export function generalHelp(commands: readonly CommandEntry[], { bold }: Colours): string {
  return [
    "Keeps an app's runtimes the same: native, Docker Compose and Kubernetes.",
    '',
    `${bold('Usage')}  evenkeel COMMAND [OPTIONS]`,
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...examples([
      { line: 'evenkeel up', meaning: 'start the app of this folder' },
      { line: 'evenkeel up --help', meaning: 'what a command can do' },
    ]),
    '',
    `Exit codes: ${Object.entries(EXITS)
      .map(([code, meaning]) => `${code} ${meaning}`)
      .join(', ')}.`,
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: CommandEntry, common: Record<string, Option>, { bold }: Colours): string {
  const { 1: _findings, ...general } = EXITS;
  const exits = Object.entries({ ...general, ...command.exits });
  const everywhere = Object.entries(common);
  return [
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    '',
    `${bold('Usage')}  evenkeel ${command.name}${command.argument ? ` [${command.argument.name}]` : ''} [OPTIONS]`,
    '',
    ...columns([
      ...Object.entries(command.options).map(([name, { value, meaning }]): [string, string] => [
        `--${name}${value ? ` ${value}` : ''}`,
        meaning,
      ]),
      [everywhere.map(([name]) => `--${name}`).join(' '), everywhere.map(([, { meaning }]) => meaning).join('; ')],
    ]),
    '',
    ...examples(command.examples),
    ...wrap(`Exit codes: ${exits.map(([code, meaning]) => `${code} ${meaning}`).join('; ')}.`, WIDTH),
    '',
  ].join('\n');
}

function examples(list: CommandEntry['examples']): string[] {
  return columns(list.map(({ line, meaning }) => [`$ ${line}`, meaning]));
}

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}

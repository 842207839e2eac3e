import type { CommandEntry, Option } from './command.ts';
import type { Colours } from './terminal.ts';
import { wrap } from './report/wrap.ts';

const WIDTH = 100;
/** Of the names of flags that share a row: as many signs as those that every command has. */
const ROOM = 24;
/** And of options that mean the same. */
const WIDE = 32;
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
      ...rowsOf(command.options),
      [everywhere.map(([name]) => `--${name}`).join(' '), everywhere.map(([, { meaning }]) => meaning).join('; ')],
    ]),
    '',
    ...examples(command.examples),
    ...wrap(`Exit codes: ${exits.map(([code, meaning]) => `${code} ${meaning}`).join('; ')}.`, WIDTH),
    '',
  ].join('\n');
}

/** Options that follow one another and mean the same share a row; so do flags, where the column of names has room. */
function rowsOf(options: CommandEntry['options']): [string, string][] {
  const rows: { left: string; meaning: string; isFlag: boolean }[] = [];
  for (const [name, { value, meaning, type }] of Object.entries(options)) {
    const left = `--${name}${value ? ` ${value}` : ''}`;
    const last = rows.at(-1);
    const isFlag = type === 'boolean';
    if (last?.meaning === meaning && last.left.length + left.length < WIDE) last.left += `, ${left}`;
    else if (
      last?.isFlag &&
      isFlag &&
      last.left.length + left.length < ROOM &&
      last.meaning.length + meaning.length < WIDTH / 2
    ) {
      last.left += ` ${left}`;
      last.meaning += `; ${meaning}`;
    } else rows.push({ left, meaning, isFlag });
  }
  return rows.map(({ left, meaning }) => [left, meaning]);
}

function examples(list: CommandEntry['examples']): string[] {
  return columns(list.map(({ line, meaning }) => [`$ ${line}`, meaning]));
}

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}

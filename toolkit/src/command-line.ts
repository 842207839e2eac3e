import { parseArgs } from 'node:util';
import type { CommandEntry, Invocation, Option } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { KnownProblem } from './known-problem.ts';
import { nearest } from './nearest.ts';

export type Parsed =
  | { kind: 'help'; command: CommandEntry | undefined }
  | { kind: 'version' }
  | ({ kind: 'run'; command: CommandEntry; word: string | undefined } & Pick<Invocation, 'options' | 'lists'>);

/**
 * Reads what was typed after `evenkeel`.
 * @throws KnownProblem with exit code 2 for what is no command or no option; it suggests the nearest
 */
export function parseCommandLine(
  argv: readonly string[],
  commands: readonly CommandEntry[],
  common: Record<string, Option>,
): Parsed {
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    return { kind: 'help', command: commandOf(argv.slice(1), commands) };
  }
  if (first === '--version' || first === '-v') return { kind: 'version' };
  const command = commandOf(argv, commands);
  if (!command)
    throw wrongUse(
      `There is no command "${first}"`,
      first,
      commands.map(({ name }) => name),
      'evenkeel --help',
    );

  const typed = argv.slice(command.name.split(' ').length);
  const known = { ...command.options, ...common };
  const rest = typed.map((word, index) => (lacksValue(known, word, typed[index + 1]) ? `${word}=` : word));
  const help = `evenkeel ${command.name} --help`;
  const definitions = Object.fromEntries(
    Object.entries(known).map(([name, { type, isRepeated: multiple = false }]) => [
      name,
      name === 'help' ? { type, short: 'h' } : { type, multiple },
    ]),
  );
  const loose = parseArgs({ args: rest, options: definitions, strict: false, tokens: true });
  const { argument } = command;
  // The second word of a command, too, may be what was meant.
  const others = commands.flatMap(({ name }) =>
    name.startsWith(`${command.name} `) ? [name.slice(command.name.length + 1)] : [],
  );
  const words = [...(argument?.words ?? [])];
  const takesAny = argument !== undefined && argument.words === undefined;
  let word: string | undefined;
  for (const token of loose.tokens) {
    if (token.kind === 'positional') {
      if (word !== undefined || !(takesAny || words.includes(token.value))) {
        throw wrongUse(
          `"${token.value}" is nothing that ${command.name} knows`,
          token.value,
          [...words, ...others],
          help,
        );
      }
      word = token.value;
    }
    if (token.kind === 'option' && !(token.name in known)) {
      const names = Object.keys(known).map((name) => `--${name}`);
      throw wrongUse(`${command.name} has no option ${token.rawName}`, token.rawName, names, help);
    }
  }
  try {
    const { values } = parseArgs({
      args: rest,
      options: definitions,
      strict: true,
      allowPositionals: argument !== undefined,
    });
    if (values['help'] === true) return { kind: 'help', command };
    if (values['quiet'] === true && values['verbose'] === true) {
      throw wrongUse('--quiet and --verbose exclude each other', '', [], help);
    }
    const options: Record<string, string | boolean | undefined> = {};
    const lists: Record<string, string[]> = {};
    for (const [name, value] of Object.entries(values)) {
      if (Array.isArray(value)) lists[name] = value.map(String);
      else options[name] = value;
    }
    return { kind: 'run', command, word, options, lists };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw wrongUse(error.message.replace(/\.$/, '').split('\n')[0] ?? '', '', [], help);
  }
}

/** A name may be of two words: the longest that fits is meant. */
function commandOf(typed: readonly string[], commands: readonly CommandEntry[]): CommandEntry | undefined {
  const named = (...words: (string | undefined)[]) => commands.find(({ name }) => name === words.join(' '));
  return named(typed[0], typed[1]) ?? named(typed[0]);
}

/** Of an option whose value may be left out, and is. */
function lacksValue(known: Record<string, Option>, word: string, next: string | undefined): boolean {
  const option = word.startsWith('--') ? known[word.slice(2)] : undefined;
  return option?.value?.startsWith('[') === true && (next === undefined || next.startsWith('-'));
}

/** @throws KnownProblem when the text is no whole number of the range */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new KnownProblem(
    `--${option} must be a whole number from ${min} to ${max}, not "${text}".`,
    'Correct it.',
    EXIT.wrongUse,
  );
}

function wrongUse(what: string, wrong: string, known: string[], help: string): KnownProblem {
  const near = nearest(wrong, known);
  return new KnownProblem(
    `${what}.`,
    near === undefined ? `See ${help}` : `Did you mean ${near}? See ${help}`,
    EXIT.wrongUse,
  );
}

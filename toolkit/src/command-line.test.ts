import { expect, test } from 'vitest';
import { parseCommandLine, wholeNumber } from './command-line.ts';
import { commandHelp, generalHelp } from './help.ts';
import { commands, commonOptions } from './commands.ts';
import { KnownProblem } from './known-problem.ts';
import { createColors } from 'picocolors';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean), commands, commonOptions);

function problem(line: string): KnownProblem {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof KnownProblem) return error;
  }
  throw new Error(`"${line}" was accepted`);
}

test.each([
  ['', 'help', undefined],
  ['--help', 'help', undefined],
  ['-h', 'help', undefined],
  ['help', 'help', undefined],
  ['help up', 'help', 'up'],
  ['up --help', 'help', 'up'],
  ['up -h --fresh', 'help', 'up'],
  ['up', 'run', 'up'],
  ['demo --json', 'run', 'demo'],
  ['token --quiet', 'run', 'token'],
  ['doctor compose --verbose', 'run', 'doctor'],
  ['secrets --rotate', 'run', 'secrets'],
  ['secrets scan', 'run', 'secrets scan'],
  ['secrets scan deploy --json', 'run', 'secrets scan'],
  ['secrets scan --help', 'help', 'secrets scan'],
  ['help secrets scan', 'help', 'secrets scan'],
])('evenkeel %s → %s', (line, kind, name) => {
  const parsed = parse(line);
  expect(parsed.kind).toBe(kind);
  expect('command' in parsed ? parsed.command?.name : undefined).toBe(name);
});

test('options are read', () => {
  expect(parse('up --port-offset 100 --fresh --data=x')).toMatchObject({
    options: { 'port-offset': '100', fresh: true, data: 'x' },
  });
});

test('a value that may be left out is empty then', () => {
  expect(parse('secrets --rotate --json')).toMatchObject({ options: { rotate: '', json: true } });
  expect(parse('secrets --json --rotate')).toMatchObject({ options: { rotate: '' } });
  expect(parse('secrets --rotate A,B')).toMatchObject({ options: { rotate: 'A,B' } });
  expect(parse('secrets --rotate=A')).toMatchObject({ options: { rotate: 'A' } });
  expect(parse('secrets')).not.toHaveProperty('options.rotate');
});

test('the word after a command is read', () => {
  expect(parse('doctor cluster --json')).toMatchObject({ kind: 'run', word: 'cluster' });
  expect(parse('doctor')).toMatchObject({ kind: 'run', word: undefined });
});

test.each([
  ['doctor composed', '"composed" is nothing that doctor knows.', 'Did you mean compose? See evenkeel doctor --help'],
  ['doctor native cluster', '"cluster" is nothing that doctor knows.', ''],
  ['doctor --quiet --verbose', '--quiet and --verbose exclude each other.', 'See evenkeel doctor --help'],
  ['verify --verbose --quiet', '--quiet and --verbose exclude each other.', 'See evenkeel verify --help'],
  ['upp', 'There is no command "upp".', 'Did you mean up? See evenkeel --help'],
  ['doctr', 'There is no command "doctr".', 'Did you mean doctor?'],
  ['deploy', 'There is no command "deploy".', 'See evenkeel --help'],
  ['up --port-ofset 1', 'up has no option --port-ofset.', 'Did you mean --port-offset? See evenkeel up --help'],
  ['secrets scann', '"scann" is nothing that secrets knows.', 'Did you mean scan? See evenkeel secrets --help'],
  ['up --jsn', 'up has no option --jsn.', 'Did you mean --json?'],
  ['verify nativ', '"nativ" is nothing that verify knows.', 'Did you mean native? See evenkeel verify --help'],
  ['up now', '"now" is nothing that up knows.', 'See evenkeel up --help'],
  ['up --data', "Option '--data <value>' argument missing.", 'See evenkeel up --help'],
  ['up --fresh=yes', "Option '--fresh' does not take an argument.", 'See evenkeel up --help'],
])('evenkeel %s is wrong use and suggests the nearest', (line, message, next) => {
  const found = problem(line);
  expect(found.message).toBe(message);
  expect(found.next).toContain(next);
  expect(found.exitCode).toBe(2);
});

test.each(['-1', 'x', '1.5', '', '99999'])('--port-offset %s is refused', (text) => {
  expect(() => wholeNumber('port-offset', text, 0, 50_000)).toThrow('must be a whole number from 0 to 50000');
});

const plain = createColors(false);
const helps = [
  ['evenkeel', generalHelp(commands, plain)] as const,
  ...commands.map((command) => [command.name, commandHelp(command, commonOptions, plain)] as const),
];

test.each(helps)('the help of %s fits a screen', (_name, text) => {
  expect(text.split('\n').length).toBeLessThanOrEqual(25);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test.each(helps)('the examples in the help of %s are right', (_name, text) => {
  const examples = [...text.matchAll(/^ {2}\$ evenkeel (.*?)(?: {3,}.*)?$/gm)].map(([, line = '']) => line);
  expect(examples.length).toBeGreaterThan(1);
  for (const line of examples) expect(parse(line).kind).toMatch(/run|help/);
});

test.each(commands.map((command) => [command.name, command] as const))('%s can be loaded', async (_name, command) => {
  expect(await command.load()).toHaveProperty('run');
});

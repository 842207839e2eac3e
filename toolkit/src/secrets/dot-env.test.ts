import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { withValues } from './dot-env.ts';

const set = (text: string, values: Record<string, string>) => withValues(text, new Map(Object.entries(values)));

test.each<[string, string, string]>([
  ['an empty file', '', 'A=new\n'],
  ['other lines stay, comments too', '# mine\n\nB=1 # one\n  C = x\n', '# mine\n\nB=1 # one\n  C = x\nA=new\n'],
  ['a last line without an end gets one', 'B=1', 'B=1\nA=new\n'],
  ['line ends of Windows stay', 'B=1\r\nA=old # why\r\n', 'B=1\r\nA=new # why\r\n'],
  ['and are taken on', 'B=1\r\n', 'B=1\r\nA=new\r\n'],
  ['an empty value is filled', 'A=\nB=1\n', 'A=new\nB=1\n'],
  ['with the comment behind it', 'A= # later\n', 'A=new # later\n'],
  ['a value is replaced where it stands', 'A=old\nB=1\n', 'A=new\nB=1\n'],
  ['also behind export', 'export A=old\n', 'export A=new\n'],
  ['also in double quotes', 'A="o # l \\" d" # why\n', 'A=new # why\n'],
  ['also in single quotes', "A='old'\nB=1", 'A=new\nB=1'],
  ['also over several lines', 'A="o\nB=2\nd"\nB=1\n', 'A=new\nB=1\n'],
  ['what stands in another value is no line of its own', 'B="x\nA=inside\n"\n', 'B="x\nA=inside\n"\nA=new\n'],
  ['a comment is no line', '#A=old\n', '#A=old\nA=new\n'],
  ['a longer name is another one', 'AA=1\nA_B=1\n', 'AA=1\nA_B=1\nA=new\n'],
  ['every line of the name', 'A=1\nA=2\n', 'A=new\nA=new\n'],
  ['a quote that never ends ends with its line', 'B="x\nA=old\n', 'B="x\nA=new\n'],
  ['a line that is none of the kind', 'what?\nA=old\n', 'what?\nA=new\n'],
])('%s', (_what, text, expected) => {
  const written = set(text, { A: 'new' });
  expect(written).toBe(expected);
  expect(parseEnv(written)['A']).toBe('new');
});

test('no value is no change', () => {
  const text = '# mine\nB=1 \n\n';
  expect(set(text, {})).toBe(text);
});

test('several names are added in their order', () => {
  expect(set('B=\n', { A: '1', B: '2', C: '3' })).toBe('B=2\nA=1\nC=3\n');
});

import { expect, test } from 'vitest';
import { decide } from './decide.ts';

const decisions = (situation: Partial<Parameters<typeof decide>[0]>) =>
  decide({ names: ['A'], given: {}, rotate: [], known: [], make: (name) => `new-${name}`, ...situation });
const known = [
  { from: 'compose' as const, values: { A: '' } },
  { from: 'native' as const, values: { A: 'of-native' } },
];

test('what is there stays', () => {
  expect(decisions({ given: { A: 'x' }, known })).toEqual([{ name: 'A', state: 'kept' }]);
});

test('what is missing, or empty, is made at random', () => {
  expect(decisions({ given: { A: '' } })).toEqual([{ name: 'A', state: 'made', value: 'new-A' }]);
});

test('what a runtime has used so far is taken over, because its data depend on it', () => {
  expect(decisions({ known })).toEqual([{ name: 'A', state: 'taken', value: 'of-native', from: 'native' }]);
});

test('what is rotated is new in any case, and the others stay as they are', () => {
  expect(decisions({ names: ['A', 'B'], given: { A: 'x', B: 'y' }, rotate: ['A'], known })).toEqual([
    { name: 'A', state: 'rotated', value: 'new-A' },
    { name: 'B', state: 'kept' },
  ]);
});

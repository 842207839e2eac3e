import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import type { PartState } from '../native/events.ts';
import { signsFor } from '../terminal.ts';
import { progressLine } from './progress-line.ts';

const states = new Map<string, PartState>([
  ['postgres', 'healthy'],
  ['migrate', 'starting'],
  ['backend', 'waiting'],
  ['frontend', 'starting'],
]);
const colours = createColors(false);

test.each([
  [80, 'Starting  postgres ✓  migrate …  backend ·  frontend …  1.2 s'],
  [60, 'Starting  postgres ✓  migrate …  backend ·  +1  1.2 s'],
  [40, 'Starting  postgres ✓  +3  1.2 s'],
  [20, 'Starting  1.2 s'],
])('in %i columns', (columns, line) => {
  const shown = progressLine(states, 1.23, { colours, signs: signsFor({ LANG: 'C.UTF-8' }), columns });
  expect(shown).toBe(line);
  expect(shown.length).toBeLessThan(columns);
});

test('without a UTF-8 locale the signs are letters', () => {
  const shown = progressLine(states, 0, { colours, signs: signsFor({ LANG: 'C' }, 'linux'), columns: 80 });
  expect(shown).toBe('Starting  postgres ok  migrate ...  backend -  frontend ...  0.0 s');
});

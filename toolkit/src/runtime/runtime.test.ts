import { expect, test } from 'vitest';
import { KnownProblem } from '../known-problem.ts';
import type { RunningCopy } from './runtime.ts';
import { onlyOne, wantedRuntime } from './runtime.ts';

const copy = (choice: string, title: string, backend?: string) => ({ choice, title, backend }) as RunningCopy;
const native = copy('EVENKEEL_RUNTIME=native', 'native, data in .evenkeel', 'http://localhost:8000');
const compose = copy('EVENKEEL_RUNTIME=compose', 'Docker Compose, project app', 'http://localhost:8100');

function problem(act: () => unknown): KnownProblem {
  try {
    act();
  } catch (error) {
    if (error instanceof KnownProblem) return error;
  }
  throw new Error('It found nothing wrong.');
}

test.each([
  [undefined, undefined],
  ['', undefined],
  ['native', 'native'],
  ['compose', 'compose'],
  ['cluster', 'cluster'],
])('EVENKEEL_RUNTIME=%s asks for %s', (text, wanted) => {
  expect(wantedRuntime(text)).toBe(wanted);
});

test.each([
  ['composed', 'Did you mean compose?'],
  ['moon', 'Correct it, or take it away.'],
])('EVENKEEL_RUNTIME=%s is wrong use', (text, next) => {
  expect(problem(() => wantedRuntime(text))).toMatchObject({
    message: `EVENKEEL_RUNTIME is "${text}", which is no runtime: known are native, compose and cluster.`,
    next,
    exitCode: 2,
  });
});

test('of one copy there is nothing to choose, and of none there is none', () => {
  expect(onlyOne([compose])).toBe(compose);
  expect(onlyOne([])).toBeUndefined();
});

test('several are listed with what chooses each', () => {
  expect(problem(() => onlyOne([native, compose]))).toMatchObject({
    message: `2 copies of the app are up:
  EVENKEEL_RUNTIME=native  http://localhost:8000  (native, data in .evenkeel)
  EVENKEEL_RUNTIME=compose  http://localhost:8100  (Docker Compose, project app)`,
    next: 'Say which one, with EVENKEEL_RUNTIME=… before the command.',
    exitCode: 2,
  });
  const second = copy('--data .evenkeel-2', 'native, data in .evenkeel-2');
  expect(problem(() => onlyOne([native, second])).next).toBe(
    'Say which one, with EVENKEEL_RUNTIME=… before the command or --data.',
  );
  expect(problem(() => onlyOne([second, second])).message).toContain('--data .evenkeel-2  no backend');
});

import { expect, test } from 'vitest';
import { currentRuntime, readInfo } from './runtime.ts';

test.each([
  ['native', {}, '/home/somebody/evenkeel/frontend'],
  ['compose', {}, '/app/frontend'],
  ['cluster', { KUBERNETES_SERVICE_HOST: '10.96.0.1' }, '/app/frontend'],
] as const)('%s is known by its surroundings', (runtime, environment, folder) => {
  expect(currentRuntime(environment, folder)).toBe(runtime);
});

test('what the backend is, is read from its measurements', () => {
  const text =
    '# TYPE evenkeel_info gauge\nevenkeel_info{version="1.0.0",schema="2026_votes",model="a \\"big\\" one"} 1\n';
  expect(readInfo(text)).toEqual({ version: '1.0.0', schema: '2026_votes', model: 'a "big" one' });
  expect(readInfo('process_cpu_seconds_total 1')).toEqual({});
});

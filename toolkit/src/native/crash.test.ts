import { expect, test } from 'vitest';
import { crash } from './crash.ts';

const part = { name: 'backend', folder: '/project' };

test.each([
  [
    'an exit code',
    { code: 7, signal: null },
    ['bad setting'],
    'backend ended with exit code 7.\n    bad setting',
    'Mend what backend says above',
  ],
  [
    'a signal',
    { code: null, signal: 'SIGSEGV' as const },
    [],
    'backend was ended by SIGSEGV. It said nothing.',
    'Mend',
  ],
  ['force', { code: null, signal: 'SIGKILL' as const }, [], 'backend was ended by SIGKILL.', 'when memory runs out'],
  [
    'lateness',
    { waitedMs: 60_000, health: { url: 'http://127.0.0.1:1/h' } },
    [],
    'backend was not healthy after 60 s (http://127.0.0.1:1/h).',
    'Mend',
  ],
  [
    'a full disk',
    { code: 1, signal: null },
    ['Error: ENOSPC: no space left on device'],
    'ENOSPC',
    'make room on the disk of /project',
  ],
  [
    'a missing program',
    {
      code: null,
      signal: null,
      error: Object.assign(new Error('spawn next ENOENT'), { code: 'ENOENT', path: 'next' }),
    },
    [],
    'backend could not be started: next was not found',
    'npm ci',
  ],
])('%s is told with the last words and what to do', (_what, how, lastLines, message, next) => {
  const problem = crash(part, how, lastLines);
  expect(problem.message).toContain(message);
  expect(problem.next).toContain(next);
  expect(problem.exitCode).toBe(3);
});

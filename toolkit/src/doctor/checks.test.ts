import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Facts } from './facts.ts';
import { checks } from './checks/index.ts';

const good: Facts = {
  node: '24.1.0',
  projectNode: '24.21.0',
  npm: '11.0.0',
  ports: [{ part: 'backend', port: 8000 }],
  upPid: undefined,
  freeDiskBytes: 5e9,
  freeMemoryBytes: 4e9,
  totalMemoryBytes: 8e9,
  postgres: { version: 'postgres (PostgreSQL) 17.10' },
  generated: [{ step: 'generate', command: 'prisma generate', state: 'fresh' }],
};
const holder = { pid: 12, command: 'node server.js', folder: '/other' };

function judge(facts: Facts, name: string) {
  return checks.find((check) => check.name === name)?.judge(facts);
}

test('every file of checks/ is in the list under its own name', () => {
  const files = readdirSync(new URL('checks', import.meta.url)).filter((name) => name !== 'index.ts');
  expect(checks.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
});

test.each(checks.map(({ name }) => name))('%s passes on a good machine', (name) => {
  expect(judge(good, name)).toEqual({ outcome: 'pass', found: expect.any(String) });
});

test.each<[string, Partial<Facts>, 'fail' | 'unknown', string, string]>([
  ['node-is-recent', { node: '18.20.0' }, 'fail', 'Node 18.20.0', 'Install Node 20'],
  ['npm-is-recent', { npm: '9.1.0' }, 'fail', 'npm 9.1.0', 'npm install --global npm'],
  ['npm-is-recent', { npm: undefined }, 'unknown', 'does not run', 'Install'],
  [
    'postgres-programs-run',
    { postgres: { problem: 'they are not there', fix: 'Run it.' } },
    'fail',
    'not there',
    'Run it.',
  ],
  [
    'generated-files-are-fresh',
    { generated: [{ step: 'generate', command: 'prisma generate', state: 'missing' }] },
    'fail',
    'is missing',
    'npx prisma generate',
  ],
  [
    'ports-are-free',
    { ports: [{ part: 'backend', port: 8000, holder }] },
    'fail',
    '8000 (backend) is taken by node server.js (process 12, in /other)',
    '--port-offset',
  ],
  ['disk-has-room', { freeDiskBytes: 1e8 }, 'fail', '0.1 GB free', 'Make room'],
  ['disk-has-room', { freeDiskBytes: undefined }, 'unknown', 'could not be read', 'df -h'],
  ['memory-is-enough', { freeMemoryBytes: 5e8 }, 'fail', '0.5 of 8.0 GB free', 'Close'],
])('%s: %o → %s', (name, facts, outcome, found, fix) => {
  expect(judge({ ...good, ...facts }, name)).toEqual({
    outcome,
    found: expect.stringContaining(found),
    fix: expect.stringContaining(fix),
  });
});

test('the ports of this project, when it is up, are no finding', () => {
  const ports = [{ part: 'backend', port: 8000, holder }];
  expect(judge({ ...good, ports, upPid: 12 }, 'ports-are-free')?.outcome).toBe('pass');
});

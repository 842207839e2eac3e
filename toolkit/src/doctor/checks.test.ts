import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checks } from './checks/index.ts';
import type { Facts } from './facts.ts';
import { ended, goodPrograms } from '../../test/doctor-programs.ts';

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
  composePorts: [{ part: 'backend', port: 8000 }],
  composeHolds: [],
  programs: goodPrograms,
  machine: { platform: 'linux', isWsl: false, isRoot: false },
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

test('what is up natively is in the way of Compose, and the other way round; neither is in its own way', () => {
  const taken = [{ part: 'backend', port: 8000, holder }];
  const natively = { ...good, ports: taken, composePorts: taken, upPid: 12 };
  expect(judge(natively, 'compose-ports-are-free')).toEqual({
    outcome: 'fail',
    found: '8000 (backend): this project is up natively (process 12)',
    fix: 'Stop that first: Ctrl-C where it runs.',
  });
  const underCompose = { ...good, ports: taken, composePorts: taken, composeHolds: [8000] };
  expect(judge(underCompose, 'compose-ports-are-free')?.outcome).toBe('pass');
  expect(judge(underCompose, 'ports-are-free')).toMatchObject({
    outcome: 'fail',
    fix: 'Stop that first: `docker compose stop`.',
  });
});

test('what could not be asked is never a pass', () => {
  const hung = Object.fromEntries(
    Object.entries(goodPrograms).map(([name, asked]) => [name, { ...asked, answer: { kind: 'silent' } }]),
  ) as Facts['programs'];
  const judged = checks.filter(({ name }) => /docker|compose-is|buildx|kubectl|cluster|helm|tilt|minikube/.test(name));
  expect(judged).toHaveLength(9);
  for (const check of judged) expect(check.judge({ ...good, programs: hung })).toMatchObject({ outcome: 'unknown' });
});

test('on a machine with nothing every tool is told with where to get it', () => {
  const none = Object.fromEntries(
    Object.entries(goodPrograms).map(([name, asked]) => [name, { ...asked, answer: { kind: 'absent' } }]),
  ) as Facts['programs'];
  const tools = ['docker-engine-runs', 'compose-is-recent', 'buildx-is-there', 'kubectl-is-recent', 'helm-is-recent'];
  for (const name of [...tools, 'tilt-is-recent', 'minikube-is-recent']) {
    for (const platform of ['linux', 'darwin'] as const) {
      const machine = { platform, isWsl: false, isRoot: false };
      const judged = judge({ ...good, programs: none, machine }, name);
      expect(judged).toMatchObject({ outcome: 'fail', fix: expect.stringMatching(/^Install .*https:/) });
      expect(judged?.fix?.includes('brew') ?? false).toBe(platform === 'darwin' && !/docker|compose|build/.test(name));
    }
  }
});

test('another program of the same name is unknown, with what it said', () => {
  const tilt = ended('tilt version', { code: 1, err: "No such file 'version' @ rb_sysopen\u001B[31m" });
  expect(judge({ ...good, programs: { ...goodPrograms, tilt } }, 'tilt-is-recent')).toEqual({
    outcome: 'unknown',
    found: '`tilt version` ended with exit code 1 and said "No such file \'version\' @ rb_sysopen [31m"',
    fix: expect.stringContaining('If that is not Tilt or it is broken: install Tilt 0.33 or newer: https://'),
  });
});

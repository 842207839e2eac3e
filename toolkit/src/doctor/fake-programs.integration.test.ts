import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp, isRoot, NOBODY } from '../../test/native-app.ts';

let app: NativeApp;
afterEach(() => app.remove());

const says = (text: string) => `printf '%s\\n' '${text}'`;
const hangs = '/bin/sleep 60';
const names = ['docker', 'docker-compose', 'kubectl', 'helm', 'tilt', 'minikube', 'npm'];

/** The programs of a machine that has everything. */
const good: Record<string, string> = {
  docker: `case "$1" in
    version) ${says('{"Client":{"Version":"26.1.5+dfsg1"},"Server":{"Version":"26.1.5+dfsg1"}}')};;
    compose) ${says('Docker Compose version 2.26.1-4')};;
    buildx) ${says('github.com/docker/buildx 0.13.1+ds1-3 0.13.1+ds1-3')};;
    --version) ${says('Docker version 26.1.5+dfsg1, build a72d7cd')};;
  esac`,
  kubectl: `case "$*" in
    *--client*) ${says('{"clientVersion":{"gitVersion":"v1.34.4"}}')};;
    config*) ${says('docker-desktop')};;
    *) ${says('{"clientVersion":{"gitVersion":"v1.34.4"},"serverVersion":{"gitVersion":"v1.34.4+k3s1"}}')};;
  esac`,
  helm: says('v3.19.5+g7b8a7d3'),
  tilt: says('v0.34.0, built 2025-03-21'),
  npm: says('11.6.0'),
};

/** Puts programs on a PATH of their own; none of this machine are on it. */
function put(programs: Record<string, string>): string {
  const folder = join(app.folder, 'programs');
  mkdirSync(folder, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), script.startsWith('#!') ? script : `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}

async function doctor(args: string[], PATH: string) {
  const temporary = join(app.folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  chmodSync(temporary, 0o777);
  const running = app.evenkeel(['doctor', ...args], { PATH, TMPDIR: temporary });
  const { code } = await running.ended;
  expect(running.err()).toBe('');
  // Node's compile cache is the only thing that stays.
  expect(readdirSync(temporary).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  return { code, out: running.out() };
}

/** Every runtime's exit code, and what the report says of all three. */
async function verdicts(PATH: string) {
  const all = await doctor(['--json'], PATH);
  const codes = [all.code];
  // One after the other: each tries the ports.
  for (const name of ['native', 'compose', 'cluster']) codes.push((await doctor([name], PATH)).code);
  const { checks, runtimes } = JSON.parse(all.out) as {
    checks: { name: string; outcome: string; found: string; fix?: string }[];
    runtimes: { canRun: boolean | null; lacks: string[]; untold: string[] }[];
  };
  const outcomes = new Map(checks.map(({ name, outcome }) => [name, outcome]));
  const found = new Map(checks.map((check) => [check.name, check.found]));
  return { codes, runtimes, outcomes, found };
}

test('on a machine that has everything all three runtimes can run', async () => {
  app = await createNativeApp();
  const PATH = put(good);
  const { codes, runtimes, found } = await verdicts(PATH);
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(runtimes.map(({ canRun }) => canRun)).toEqual([true, true, true]);
  expect(found.get('docker-engine-runs')).toBe('Docker Engine 26.1.5+dfsg1');
  expect(found.get('minikube-is-recent')).toContain('not needed: the cluster docker-desktop answers');

  const quiet = await doctor(['cluster', '--quiet'], PATH);
  expect(quiet.out).toBe('✓ cluster  can run here\n\n9 passed, 0 failed\n');
  const verbose = await doctor(['compose', '--verbose'], PATH);
  expect(verbose.out).toMatch(
    /^\$ docker compose version {2}exit code 0 after \d+ ms\n {2}Docker Compose version 2\.26/m,
  );
});

test('a machine that has nothing but Node can run the native runtime alone', async () => {
  app = await createNativeApp();
  for (const PATH of ['', '/var/empty', put({})]) {
    const { codes, runtimes, outcomes } = await verdicts(PATH);
    expect(codes).toEqual([0, 0, 1, 1]);
    expect(runtimes.map(({ canRun }) => canRun)).toEqual([true, false, false]);
    expect(outcomes.get('npm-is-recent')).toBe('unknown');
  }
});

test('programs that hang are unknown, and nothing of them is left', async () => {
  app = await createNativeApp();
  const began = performance.now();
  const { codes, runtimes } = await verdicts(put(Object.fromEntries(names.map((name) => [name, hangs]))));
  expect(codes).toEqual([0, 0, 3, 3]);
  expect(runtimes.map(({ canRun }) => canRun)).toEqual([true, null, null]);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(app.processes()).toEqual([]);
});

test('Ctrl-C while programs hang leaves nothing of them', async () => {
  app = await createNativeApp();
  const temporary = join(app.folder, 'tmp');
  mkdirSync(temporary);
  const PATH = put({ docker: `echo > "$0.$$"; ${hangs}`, helm: hangs });
  const running = app.evenkeel(['doctor'], { PATH, TMPDIR: temporary });
  while (!readdirSync(join(app.folder, 'programs')).some((name) => name.startsWith('docker.'))) await pause(10);
  process.kill(running.pid, 'SIGINT');
  expect(await running.ended).toEqual({ code: null, signal: 'SIGINT' });
  expect(app.processes()).toEqual([]);
  expect(readdirSync(temporary).filter((name) => name !== 'node-compile-cache')).toEqual([]);
});

test.each<[string, string]>([
  ['end with an exit code', 'echo broken >&2; exit 3'],
  ['are ended by a signal', 'kill -SEGV $$'],
  ['say nothing', 'exit 0'],
  ['say something else', 'echo "no version of anything"; printf "\\033[31m\\000\\377"'],
  ['talk without end', 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done'],
  ['leave a program behind that holds their output', `${hangs} & echo nothing`],
])('programs that %s are no yes and no crash', async (_what, script) => {
  app = await createNativeApp();
  const { codes, outcomes } = await verdicts(put(Object.fromEntries(names.map((name) => [name, script]))));
  expect(codes).toEqual([0, 0, 3, 3]);
  expect(outcomes.get('docker-engine-runs')).toBe('unknown');
  expect(app.processes()).toEqual([]);
});

test('a program that answers and leaves another behind is believed', async () => {
  app = await createNativeApp();
  const { found } = await verdicts(put({ ...good, helm: `${hangs} & ${good['helm']}` }));
  expect(found.get('helm-is-recent')).toBe('Helm 3.19.5+g7b8a7d3');
  expect(app.processes()).toEqual([]);
});

test('what cannot be started is told with the reason; what may not be run counts as absent', async () => {
  app = await createNativeApp();
  const PATH = put({ helm: '#!/no/such/interpreter\n', docker: 'exit 0' });
  chmodSync(join(PATH, 'docker'), 0o644);
  mkdirSync(join(PATH, 'tilt'));
  const { codes, found } = await verdicts([join(app.folder, 'nowhere'), PATH].join(delimiter));
  expect(codes).toEqual([0, 0, 1, 1]);
  expect(found.get('helm-is-recent')).toBe('helm cannot be started: the program that is to run it is not there');
  expect(found.get('docker-engine-runs')).toBe('Docker Engine is not there: no docker on the PATH');
  expect(found.get('tilt-is-recent')).toBe('Tilt is not there: no tilt on the PATH');
});

test('the ports that this project has under Compose are not in its own way', async () => {
  app = await createNativeApp();
  const running = await app.up();
  const { backend, frontend } = app.ports;
  app.editConfig('ports: [20002]', `ports: [${backend}]`);
  app.editConfig('ports: [20003]', `ports: [${frontend}]`);
  // As if containers had them: what `docker ps` would say.
  const ports = `case "$*" in ps*"working_dir=${app.folder}"*) ${says(`127.0.0.1:${backend}->8000/tcp, [::1]:${frontend}->3000/tcp`)};; esac`;
  const compose = await doctor(['compose'], put({ ...good, docker: `${ports}\n${good['docker']}` }));
  expect(compose.out).toMatch(/✓ compose-ports-are-free +.*this project is up under Compose/);
  const other = await doctor(['compose'], put(good));
  expect(other).toMatchObject({
    code: 1,
    out: expect.stringContaining(`this project is up natively (process ${running.pid})`),
  });
  process.kill(running.pid, 'SIGINT');
  await running.ended;
});

test('programs that write where they live are kept out of the home directory', async () => {
  app = await createNativeApp();
  const home = readdirSync(app.folder);
  const keeps = (variable: string, version: string) => `/bin/mkdir -p "\${${variable}:-$HOME}/logs"; ${says(version)}`;
  const PATH = put({ ...good, minikube: keeps('MINIKUBE_HOME', 'v1.37.0'), tilt: keeps('TILT_DEV_DIR', 'v0.34.0') });
  const { codes } = await verdicts(PATH);
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readdirSync(app.folder).toSorted()).toEqual([...home, 'programs', 'tmp'].toSorted());
});

test('it works without a folder for temporary files', async () => {
  app = await createNativeApp();
  const running = app.evenkeel(['doctor', 'cluster'], { PATH: put(good), TMPDIR: '/no/such/folder' });
  expect(await running.ended).toEqual({ code: 0, signal: null });
});

test('it works for an ordinary user as for root', async ({ skip }) => {
  if (!isRoot) skip('needs root to become another user');
  app = await createNativeApp({ uid: NOBODY });
  const denied =
    'echo "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock" >&2; exit 1';
  const { codes, found } = await verdicts(put({ docker: denied }));
  expect(codes).toEqual([0, 0, 1, 1]);
  expect(found.get('docker-engine-runs')).toContain('this user may not use its daemon');
});

import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRequired, requirement } from './requirements.ts';

const folder = mkdtempSync(join(tmpdir(), 'requirements-'));
const program = join(folder, 'chromium-browser');
writeFileSync(program, '');
chmodSync(program, 0o755);

test('a program is found on the path under any of its names', () => {
  expect(requirement('browser', { PATH: `/nowhere:${folder}` })).toEqual({ available: true, path: program });
});

test('a path that was set wins over the search, also when it is wrong', () => {
  expect(requirement('browser', { PATH: '', CHROMIUM_PATH: program })).toEqual({ available: true, path: program });
  expect(requirement('browser', { PATH: folder, CHROMIUM_PATH: '/nowhere/chromium' })).toEqual({
    available: false,
    reason: 'CHROMIUM_PATH names /nowhere/chromium, which cannot be run',
  });
});

test('what is missing comes with a reason', () => {
  expect(requirement('redis', { PATH: '' })).toEqual({
    available: false,
    reason: 'no Redis: install redis-server or set REDIS_SERVER_PATH',
  });
});

describe('Docker is there only when an engine answers and Compose is recent enough', () => {
  /** A docker that says what the test wants, and the PATH that leads to it. */
  function engine(script: string): { PATH: string; DOCKER_PATH: string } {
    const docker = join(mkdtempSync(join(tmpdir(), 'requirements-')), 'docker');
    writeFileSync(docker, `#!/bin/sh\n${script}\n`);
    chmodSync(docker, 0o755);
    return { PATH: '/usr/bin:/bin', DOCKER_PATH: docker };
  }
  const answers = (compose: string) => engine(`case "$1" in version) echo 29.0.0;; compose) ${compose};; esac`);
  const reason = (env: NodeJS.ProcessEnv) => requirement('docker', env).reason;

  test.each(['2.26.1', 'v2.40.3', '2.26.1-4', '5.0.0'])('Compose %s', (version) => {
    expect(requirement('docker', answers(`echo ${version}`))).toMatchObject({ available: true });
  });
  test.each(['2.25.0', 'v2.9.9', '1.29.2'])('not Compose %s', (version) => {
    expect(reason(answers(`echo ${version}`))).toMatch(/^Docker Compose is \d.*, and 2\.26 is needed; .*doctor/);
  });
  test('not a docker without Compose', () => {
    expect(reason(answers('exit 1'))).toMatch(/^no Docker Compose: /);
  });
  test('not a docker whose daemon is away', () => {
    expect(reason(engine('echo "Cannot connect to the Docker daemon" >&2; exit 1'))).toMatch(
      /^no Docker Engine: docker reaches no daemon; .*doctor/,
    );
  });
  test('not a machine without docker', () => {
    expect(reason({ PATH: '' })).toMatch(/^no Docker Engine: there is no docker program; .*doctor/);
    expect(() => requirement('docker', { PATH: '', EVENKEEL_REQUIRE: 'docker' })).toThrow(
      'EVENKEEL_REQUIRE asks for docker: no Docker Engine',
    );
  });
});

describe('A cluster is there only when a local one answers and is recent enough', () => {
  /** A kubectl whose configuration and cluster are what the test wants, and the PATH that leads to it. */
  function cluster({ context, version }: { context: string; version: string }) {
    const kubectl = join(mkdtempSync(join(tmpdir(), 'requirements-')), 'kubectl');
    const config = JSON.stringify({ contexts: [{ name: context, context: { cluster: context } }] });
    const answer = JSON.stringify({ serverVersion: { major: '1', gitVersion: version } }, undefined, 2);
    const said = `case "$1" in config) echo '${context && config}';; *) echo '${answer}'; exit ${version ? 0 : 1};; esac`;
    writeFileSync(kubectl, `#!/bin/sh\n${said}\n`);
    chmodSync(kubectl, 0o755);
    return { PATH: '/usr/bin:/bin', KUBECTL_PATH: kubectl };
  }
  const look = (context: string, version: string) => requirement('cluster', cluster({ context, version }));

  test.each(['minikube', 'docker-desktop', 'kind-some', 'k3d-some'])('%s', (context) => {
    expect(look(context, 'v1.34.4')).toMatchObject({ available: true });
  });
  test('not one that may be anywhere, also when it answers', () => {
    expect(look('production', 'v1.34.4').reason).toMatch(
      /^no local cluster: production may be anywhere; .*use-context/,
    );
  });
  test('not one that does not answer', () => {
    expect(look('minikube', '').reason).toMatch(/^no cluster: minikube does not answer in 5 s; .*doctor -- cluster/);
  });
  test('not one of an older Kubernetes', () => {
    expect(look('minikube', 'v1.29.9+k3s1').reason).toMatch(
      /is Kubernetes 1\.29\.9\+k3s1, and 1\.30 is needed; .*doctor/,
    );
  });
  test('not a kubectl that was told of none, and no machine without kubectl', () => {
    expect(look('', 'v1.34.4').reason).toMatch(/^no cluster: kubectl has no current context; .*doctor/);
    expect(() => requirement('cluster', { PATH: '', EVENKEEL_REQUIRE: 'cluster' })).toThrow(
      'EVENKEEL_REQUIRE asks for cluster: no cluster: there is no kubectl program',
    );
  });
});

test('what is required must be there', () => {
  expect(() => requirement('browser', { PATH: '', EVENKEEL_REQUIRE: 'redis, browser' })).toThrow(
    'EVENKEEL_REQUIRE asks for browser: no Chromium',
  );
  expect(requirement('redis', { PATH: '', EVENKEEL_REQUIRE: 'browser' }).available).toBe(false);
});

test('a name that nobody knows is refused, so that a typing mistake cannot turn checks off', () => {
  expect(() => requirement('redis', { PATH: '', EVENKEEL_REQUIRE: 'browsr' })).toThrow('EVENKEEL_REQUIRE names browsr');
});

test('what only a test can find out may be required too', () => {
  expect(isRequired('network-policies', { EVENKEEL_REQUIRE: 'cluster,network-policies' })).toBe(true);
  expect(isRequired('network-policies', { EVENKEEL_REQUIRE: 'cluster' })).toBe(false);
});

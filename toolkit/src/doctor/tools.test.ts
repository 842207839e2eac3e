import { expect, test } from 'vitest';
import type { Answer } from '../system/ask.ts';
import type { Judgement } from './check.ts';
import { checks } from './checks/index.ts';
import type { Facts } from './facts.ts';
import type { Machine } from './install.ts';
import type { Programs } from './programs.ts';
import { judgeRuntimes } from './runtimes.ts';
import { ended, goodPrograms } from '../../test/doctor-programs.ts';

const linux: Machine = { platform: 'linux', isWsl: false, isRoot: false };
const root: Machine = { ...linux, isRoot: true };
const mac: Machine = { ...linux, platform: 'darwin' };
const wsl: Machine = { ...linux, isWsl: true };

function judge(name: string, programs: Partial<Programs>, machine: Machine = linux): Judgement | undefined {
  const facts = { programs: { ...goodPrograms, ...programs }, machine };
  return checks.find((check) => check.name === name)?.judge(facts as Facts);
}

/** `docker version` without a daemon: the client's half, and the complaint. */
const noDaemon = (err: string) =>
  ended('docker version', { code: 1, out: '{"Client":{"Version":"28.2.2"},"Server":null}\n', err: `${err}\n` });
const cannotConnect = (endpoint: string) =>
  noDaemon(`Cannot connect to the Docker daemon at ${endpoint}. Is the docker daemon running?`);
const withAnswer = (answer: Answer) => ({ command: 'docker version', durationMs: 1, answer });

test.each<[string, Programs['docker'], Machine, Judgement['outcome'], string, string]>([
  [
    'a daemon that is down',
    cannotConnect('unix:///var/run/docker.sock'),
    linux,
    'fail',
    "there is Docker's client 28.2.2, but its daemon does not run or is not reached (unix:///var/run/docker.sock)",
    'Run `sudo systemctl start docker`',
  ],
  ['the same for root', cannotConnect('unix:///var/run/docker.sock'), root, 'fail', '', 'Run `systemctl start docker`'],
  [
    'the same in newer words',
    noDaemon(
      'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    ),
    linux,
    'fail',
    '(unix:///var/run/docker.sock)',
    'systemctl start docker',
  ],
  ['the same on macOS', cannotConnect('unix:///var/run/docker.sock'), mac, 'fail', '', 'open -a Docker'],
  [
    'the same in WSL',
    cannotConnect('unix:///var/run/docker.sock'),
    wsl,
    'fail',
    '',
    'Start Docker Desktop in Windows, or run',
  ],
  [
    'Docker Desktop that is off',
    cannotConnect('unix:///Users/me/.docker/run/docker.sock'),
    mac,
    'fail',
    '',
    'Start Docker Desktop.',
  ],
  [
    'Docker Desktop for Linux that is off',
    cannotConnect('unix:///home/me/.docker/desktop/docker.sock'),
    linux,
    'fail',
    '',
    'Start Docker Desktop.',
  ],
  [
    'a daemon without root that is down',
    cannotConnect('unix:///run/user/1000/docker.sock'),
    linux,
    'fail',
    '',
    'systemctl --user start docker',
  ],
  [
    'Colima that is off',
    cannotConnect('unix:///Users/me/.colima/default/docker.sock'),
    mac,
    'fail',
    '',
    'colima start',
  ],
  ['OrbStack that is off', cannotConnect('unix:///Users/me/.orbstack/run/docker.sock'), mac, 'fail', '', 'OrbStack'],
  [
    'Rancher Desktop that is off',
    cannotConnect('unix:///Users/me/.rd/docker.sock'),
    mac,
    'fail',
    '',
    'Rancher Desktop',
  ],
  [
    'a daemon elsewhere',
    cannotConnect('tcp://me:secret@10.0.0.7:2375'),
    linux,
    'fail',
    '(tcp://10.0.0.7:2375)',
    'docker context use default',
  ],
  [
    'a socket of others',
    noDaemon(
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/version": dial unix /var/run/docker.sock: connect: permission denied',
    ),
    linux,
    'fail',
    'this user may not use its daemon (unix:///var/run/docker.sock)',
    'usermod -aG docker',
  ],
  [
    'WSL without the integration',
    ended('docker version', { code: 1, out: "\nThe command 'docker' could not be found in this WSL 2 distro.\n" }),
    wsl,
    'fail',
    'not connected to this WSL',
    'WSL integration',
  ],
  [
    'a client that is too new',
    noDaemon('Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.41'),
    linux,
    'fail',
    'too old or too new',
    'Update Docker',
  ],
  [
    'an old engine',
    ended('docker version', { out: '{"Server":{"Version":"20.10.24+dfsg1"}}' }),
    linux,
    'fail',
    'Docker Engine 20.10.24+dfsg1, but 25.0 or newer is needed',
    'docs.docker.com/engine/install',
  ],
  [
    'an engine without a version',
    ended('docker version', { out: '{"Server":{"Version":"library-import"}}' }),
    linux,
    'unknown',
    'library-import',
    'Restart Docker',
  ],
  [
    'an unknown complaint',
    noDaemon('x509: certificate signed by unknown authority'),
    linux,
    'unknown',
    'ended with exit code 1 and said "x509',
    'Restart Docker',
  ],
  ['a daemon that hangs', withAnswer({ kind: 'silent' }), linux, 'unknown', 'gave no answer within', 'Run it by hand'],
  [
    'a docker for another processor',
    withAnswer({ kind: 'unstartable', why: 'it is made for another kind of machine' }),
    linux,
    'fail',
    'docker cannot be started: it is made for another',
    'Install',
  ],
  ['nothing said', ended('docker version', {}), linux, 'unknown', 'said nothing', 'Restart'],
])('docker-engine-runs: %s', (_what, docker, machine, outcome, found, fix) => {
  expect(judge('docker-engine-runs', { docker }, machine)).toEqual({
    outcome,
    found: expect.stringContaining(found),
    fix: expect.stringContaining(fix),
  });
});

test('Podman under the name of docker is not taken for a Docker Engine of its version', () => {
  const docker = ended('docker version', { out: '{"Client":{"Version":"5.3.1"},"Server":{"Version":"5.3.1"}}' });
  const dockerClient = ended('docker --version', { out: 'podman version 5.3.1\n' });
  expect(judge('docker-engine-runs', { docker, dockerClient })).toMatchObject({
    outcome: 'fail',
    found: 'docker is Podman here (podman version 5.3.1)',
  });
});

const noPlugin = (name: string) =>
  ended(`docker ${name} version`, {
    code: 1,
    err: `docker: '${name}' is not a docker command.\nSee 'docker --help'\n`,
  });

test.each<[string, Partial<Programs>, Judgement['outcome'], string]>([
  [
    'compose 2.26.1-4 of Debian',
    { compose: ended('', { out: 'Docker Compose version 2.26.1-4\n' }) },
    'pass',
    'Docker Compose 2.26.1-4',
  ],
  [
    'an older one',
    { compose: ended('', { out: 'Docker Compose version v2.20.2\n' }) },
    'fail',
    '2.20.2, but 2.26 or newer',
  ],
  ['none', { compose: noPlugin('compose') }, 'fail', '`docker compose` is not there'],
  [
    'version 1 alone',
    { compose: noPlugin('compose'), composeV1: ended('', { out: 'docker-compose version 1.29.2, build 5becea4c\n' }) },
    'fail',
    'only the program docker-compose 1.29.2 is there, and `docker compose` is needed: version 1 has ended',
  ],
  [
    'version 2 as a program of its own',
    { compose: noPlugin('compose'), composeV1: ended('', { out: 'Docker Compose version v2.30.0\n' }) },
    'fail',
    'only the program docker-compose 2.30.0 is there',
  ],
  [
    'a plugin that crashes',
    { compose: ended('docker compose version', { code: 2, err: 'fork/exec: exec format error' }) },
    'unknown',
    'exec format error',
  ],
])('compose-is-recent: %s', (_what, programs, outcome, found) => {
  expect(judge('compose-is-recent', programs)).toMatchObject({ outcome, found: expect.stringContaining(found) });
});

test('buildx-is-there: any version will do', () => {
  const debian = ended('', { out: 'github.com/docker/buildx 0.13.1+ds1-3 0.13.1+ds1-3\n' });
  expect(judge('buildx-is-there', { buildx: debian })).toEqual({ outcome: 'pass', found: 'Buildx 0.13.1+ds1-3' });
  expect(judge('buildx-is-there', { buildx: noPlugin('buildx') })?.outcome).toBe('fail');
});

test.each([
  ['kubectl-is-recent', 'kubectl', '{"clientVersion":{"gitVersion":"v1.28.4"}}', 'kubectl 1.28.4, but 1.30 or newer'],
  ['helm-is-recent', 'helm', 'v3.12.0+gc9f554d', 'Helm 3.12.0+gc9f554d, but 3.14 or newer'],
  ['tilt-is-recent', 'tilt', 'v0.32.4, built 2023-05-01', 'Tilt 0.32.4, but 0.33 or newer'],
  ['minikube-is-recent', 'minikube', 'v1.28.0', 'Minikube 1.28.0, but 1.34 or newer'],
])('%s: what the predecessors asked for is too old', (name, program, out, found) => {
  expect(judge(name, { [program]: ended('', { out }) })).toMatchObject({
    outcome: 'fail',
    found: expect.stringContaining(found),
  });
});

test('tilt-is-recent: one whose edits may hang will do, and that is said', () => {
  const found = (out: string) => judge('tilt-is-recent', { tilt: ended('', { out }) });
  expect(found('v0.34.1, built 2025-04-04')).toEqual({
    outcome: 'pass',
    found: expect.stringContaining('0.34.2 mends'),
  });
  expect(found('v0.34.2, built 2025-04-25')).toEqual({ outcome: 'pass', found: 'Tilt 0.34.2' });
});

test('helm 4 is new enough', () => {
  expect(judge('helm-is-recent', { helm: ended('', { out: 'v4.0.1+g12500dd\n' }) })?.outcome).toBe('pass');
});

const noServer = (err: string) =>
  ended('kubectl version', { code: 1, out: '{"clientVersion":{"gitVersion":"v1.34.1"}}', err });
const noContext = ended('kubectl config current-context', { code: 1, err: 'error: current-context is not set\n' });
const context = (name: string) => ended('kubectl config current-context', { out: `${name}\n` });
const refused = noServer(
  'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
);

test.each<[string, Partial<Programs>, Judgement['outcome'], string, string]>([
  [
    'none is chosen',
    { kubectlContext: noContext, cluster: refused },
    'fail',
    'no cluster is chosen',
    'minikube start --cpus=2 --memory=3072',
  ],
  ['it is down', { cluster: refused }, 'fail', 'the cluster minikube is not reached', 'minikube start'],
  [
    'it is down, in Docker Desktop',
    { kubectlContext: context('docker-desktop'), cluster: refused },
    'fail',
    'docker-desktop',
    'Docker Desktop, Settings',
  ],
  [
    'it is down, kind',
    { kubectlContext: context('kind-dev'), cluster: refused },
    'fail',
    'kind-dev',
    'docker start dev-control-plane',
  ],
  [
    'it does not answer',
    {
      cluster: noServer(
        'Unable to connect to the server: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      ),
    },
    'unknown',
    'gave no answer within 1 s',
    'kubectl version',
  ],
  [
    'kubectl hangs',
    { cluster: withAnswer({ kind: 'silent' }) },
    'unknown',
    'gave no answer',
    'If the cluster minikube is down',
  ],
  [
    'it asks who one is',
    { cluster: noServer('error: You must be logged in to the server (Unauthorized)') },
    'fail',
    'does not let this user in',
    'Sign in',
  ],
  [
    'it is too old',
    { cluster: ended('', { out: '{"serverVersion":{"gitVersion":"v1.28.15-eks-2d5f260"}}' }) },
    'fail',
    'Kubernetes 1.28.15-eks-2d5f260',
    'Update the cluster',
  ],
  [
    'there is no kubectl',
    {
      kubectl: withAnswer({ kind: 'absent' }),
      cluster: withAnswer({ kind: 'absent' }),
      kubectlContext: withAnswer({ kind: 'absent' }),
    },
    'unknown',
    'no kubectl',
    'Install kubectl',
  ],
])('cluster-answers: %s', (_what, programs, outcome, found, fix) => {
  expect(judge('cluster-answers', programs)).toEqual({
    outcome,
    found: expect.stringContaining(found),
    fix: expect.stringContaining(fix),
  });
});

test('cluster-answers names the cluster and its ports', () => {
  expect(judge('cluster-answers', {})?.found).toBe(
    'Kubernetes 1.31.4+k3s1, context minikube; the app would be at its ports 30000 and 30001',
  );
});

test('kubectl-fits-the-cluster: one minor version apart at most', () => {
  const kubectl = (minor: number) => ended('', { out: `{"clientVersion":{"gitVersion":"v1.${minor}.0"}}` });
  const outcomes = [30, 31, 32, 33].map(
    (minor) => judge('kubectl-fits-the-cluster', { kubectl: kubectl(minor) })?.outcome,
  );
  expect(outcomes).toEqual(['pass', 'pass', 'pass', 'fail']);
});

test('without Minikube another cluster will do', () => {
  const minikube = withAnswer({ kind: 'absent' });
  expect(judge('minikube-is-recent', { minikube })?.outcome).toBe('fail');
  expect(judge('minikube-is-recent', { minikube, kubectlContext: context('docker-desktop') })).toEqual({
    outcome: 'pass',
    found: 'not there, and not needed: the cluster docker-desktop answers',
  });
  expect(
    judge('minikube-is-recent', { minikube, kubectlContext: context('docker-desktop'), cluster: refused })?.outcome,
  ).toBe('fail');
});

test('a runtime can run when nothing that it needs is missing, and what is unknown is no yes', () => {
  const verdicts = judgeRuntimes([
    { name: 'a', neededBy: ['native', 'compose'], outcome: 'pass' },
    { name: 'b', neededBy: ['compose', 'cluster'], outcome: 'unknown' },
    { name: 'c', neededBy: ['cluster'], outcome: 'fail' },
    { name: 'd', neededBy: [], outcome: 'fail' },
  ]);
  expect(verdicts).toEqual([
    { runtime: 'native', outcome: 'pass', lacks: [], untold: [] },
    { runtime: 'compose', outcome: 'unknown', lacks: [], untold: ['b'] },
    { runtime: 'cluster', outcome: 'fail', lacks: ['c'], untold: ['b'] },
  ]);
});

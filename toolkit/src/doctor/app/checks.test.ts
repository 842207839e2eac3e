import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KnownProblem } from '../../known-problem.ts';
import { appChecks } from './checks/index.ts';
import type { ClusterApp, ImageFact, PodFact } from './cluster-app.ts';
import { judgeApp } from './judge-app.ts';
import { loadCommand } from './load-image.ts';

const image: ImageFact = { name: 'app:1', dockerfile: 'Dockerfile.app', isThere: true, isBuilt: true };
const pod: PodFact = { name: 'app-1', isReady: true, reason: '', message: '', image: undefined, ageSeconds: 5 };
const good: ClusterApp = {
  context: 'minikube',
  kind: 'minikube',
  cluster: 'minikube',
  namespace: 'shop',
  secrets: [{ secret: 'app-secrets', missing: [], isThere: true }],
  images: [image],
  isThisEngine: false,
  ports: [
    { port: 30_000, service: 'app', holder: 'shop/app' },
    { port: 30_001, service: 'api', holder: undefined },
  ],
  pods: [pod],
};

const judge = (app: Partial<ClusterApp>, name: string) =>
  appChecks.find((check) => check.name === name)?.judge({ ...good, ...app });

test('every file of checks/ is in the list under its own name', () => {
  const files = readdirSync(new URL('checks', import.meta.url)).filter((name) => name !== 'index.ts');
  expect(appChecks.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
});

test.each(appChecks.map(({ name }) => name))('%s passes where all is well', (name) => {
  expect(judge({}, name)).toEqual({ outcome: 'pass', found: expect.any(String) });
});

const stuck = (reason: string, message = '') => ({
  pods: [{ ...pod, isReady: false, reason, message, image: 'app:1' }],
});
const where = '--context minikube --namespace shop';

test.each<[string, Partial<ClusterApp>, 'fail' | 'unknown', string, string]>([
  [
    'secrets-are-there',
    {
      secrets: [
        { secret: 'a', missing: ['x'], isThere: false },
        { secret: 'b', missing: ['y', 'z'], isThere: true },
      ],
    },
    'fail',
    'in the namespace shop there is no a; b lacks y, z',
    `npx evenkeel secrets --kubernetes ${where}`,
  ],
  ['secrets-are-there', { secrets: undefined }, 'unknown', 'could not be read', 'auth can-i get secrets'],
  [
    'images-are-in-the-cluster',
    { images: [{ ...image, isThere: false }] },
    'fail',
    'minikube does not have app:1',
    'Run `minikube image load app:1`.',
  ],
  [
    'images-are-in-the-cluster',
    { images: [{ ...image, isThere: false, isBuilt: false }] },
    'fail',
    'does not have app:1',
    'Run `docker build --tag app:1 --file Dockerfile.app . && minikube image load app:1`.',
  ],
  [
    'images-are-in-the-cluster',
    { images: [{ ...image, isThere: false, isBuilt: false }], isThisEngine: true },
    'fail',
    'does not have app:1',
    'Run `docker build --tag app:1 --file Dockerfile.app .`.',
  ],
  [
    'images-are-in-the-cluster',
    { images: [{ ...image, isThere: undefined }], kind: 'kind', cluster: 'shop' },
    'unknown',
    'could not be told',
    'kind load docker-image app:1 --name shop',
  ],
  [
    'node-ports-are-ours',
    { ports: [{ port: 30_000, service: 'app', holder: 'other/web' }] },
    'fail',
    '30000, for app, is the NodePort of other/web',
    '--set service.nodePort=',
  ],
  ['node-ports-are-ours', { ports: undefined }, 'unknown', 'could not be told', 'auth can-i list services'],
  [
    'pods-are-ready',
    stuck('CreateContainerConfigError', 'secret "app-secrets" not found'),
    'fail',
    'app-1: CreateContainerConfigError: secret "app-secrets" not found',
    `npx evenkeel secrets --kubernetes ${where}`,
  ],
  ['pods-are-ready', stuck('ImagePullBackOff', 'no'), 'fail', 'ImagePullBackOff', 'minikube image load app:1'],
  ['pods-are-ready', stuck('CrashLoopBackOff', 'no'), 'fail', 'CrashLoopBackOff', `${where} logs app-1 --previous`],
  ['pods-are-ready', stuck('Unschedulable', '0/1 nodes'), 'fail', 'Unschedulable: 0/1 nodes', 'Make room'],
  ['pods-are-ready', stuck('Unhealthy', '503'), 'fail', 'app-1: Unhealthy: 503', `kubectl ${where} logs app-1`],
  ['pods-are-ready', stuck(''), 'unknown', 'app-1: still starting', 'Ask again'],
  [
    'pods-are-ready',
    { pods: [{ ...pod, isReady: false, ageSeconds: 90 }] },
    'fail',
    'app-1: not ready',
    `kubectl ${where} logs app-1`,
  ],
  ['pods-are-ready', { pods: undefined }, 'unknown', 'could not be asked', 'get pods'],
])('%s with %j: %s', (name, app, outcome, found, fix) => {
  expect(judge(app, name)).toEqual({
    outcome,
    found: expect.stringContaining(found),
    fix: expect.stringContaining(fix),
  });
});

test('pods that are in the same trouble get one piece of advice, and a line each', () => {
  const { pods } = stuck('CreateContainerConfigError', 'secret "a" not found');
  const both = judge({ pods: [...pods, { ...pod, ...pods[0], name: 'app-2' }] }, 'pods-are-ready');
  expect(both?.found.split('\n')).toHaveLength(2);
  expect(both?.fix?.split('\n')).toHaveLength(1);
});

test.each<[ClusterApp['kind'], string]>([
  ['minikube', 'minikube --profile shop image load app:1'],
  ['kind', 'kind load docker-image app:1 --name shop'],
  ['k3d', 'k3d image import app:1 --cluster shop'],
  ['microk8s', 'docker save app:1 | microk8s images import'],
  ['docker-desktop', ''],
  ['orbstack', ''],
  [undefined, 'docker push app:1'],
])('an image gets into %s by "%s"', (kind, command) => {
  expect(loadCommand({ kind, cluster: 'shop', isThisEngine: false }, 'app:1')).toBe(command);
});

test('a cluster that is not local is named, and not looked at unless it is meant', () => {
  expect(judgeApp({ notMeant: 'production' })).toEqual([
    {
      name: 'cluster-is-local',
      outcome: 'fail',
      found: 'production is no local cluster, so the app there was not looked at',
      fix: expect.stringContaining('EVENKEEL_RUNTIME=cluster'),
    },
  ]);
  expect(judgeApp({ ...good, context: 'production', kind: undefined })[0]).toMatchObject({
    outcome: 'pass',
    found: 'production is not local, and named by EVENKEEL_RUNTIME; namespace shop',
  });
});

test('without a cluster there is nothing to be told', () => {
  const problem = new KnownProblem('kubectl knows no cluster.', 'Start one.');
  expect(judgeApp({ because: 'absent', problem })).toMatchObject([{ outcome: 'unknown', fix: 'Start one.' }]);
});

import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hangs, putDocker, runs, says, secrets } from '../../test/fake-docker.ts';
import {
  CLUSTER_DEMO,
  CLUSTER_PASSWORD,
  complains,
  contextIs,
  declareCluster,
  putKubectl,
  secretsAre,
  servicesAre,
} from '../../test/fake-kubectl.ts';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp } from '../../test/native-app.ts';
import { freePort } from '../system/ports.ts';

let app: NativeApp;
let forward = 0;
const servers: Server[] = [];
beforeEach(async () => {
  app = await createNativeApp();
  forward = await freePort();
  declareCluster(app, forward);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  app.remove();
});

/** Whoever takes connections there, as a port forward does. */
function listen(port: number, server: Server = createTcpServer((socket) => socket.destroy())): Promise<Server> {
  servers.push(server);
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

async function evenkeel(args: string[], environment: Record<string, string>) {
  const running = app.evenkeel(args, environment);
  const { code } = await running.ended;
  expect(running.out() + running.err()).not.toContain(CLUSTER_PASSWORD);
  expect(running.err()).not.toContain(CLUSTER_DEMO);
  return { code, out: running.out(), err: running.err() };
}

const cluster = { EVENKEEL_RUNTIME: 'cluster' };

test('the demo user of the cluster has the password of its Secret', async () => {
  const { PATH, asked } = putKubectl(app);
  expect(await evenkeel(['demo', '--json'], { PATH, ...cluster })).toEqual({
    code: 0,
    out: `${JSON.stringify({ email: 'demo@example.test', password: CLUSTER_DEMO })}\n`,
    err: '',
  });
  expect((await evenkeel(['demo'], { PATH, ...cluster })).err).toBe('of cluster minikube, namespace shop\n');
  expect(asked()).not.toContain(CLUSTER_DEMO);
});

test('without a port forward no cluster is asked, not even which one it would be', async () => {
  const { PATH, asked } = putKubectl(app);
  expect((await evenkeel(['demo'], { PATH })).code).toBe(3);
  expect(asked()).toBe('');
});

test('a port forward to a local cluster is a sign that it is meant', async () => {
  const { PATH } = putKubectl(app);
  await listen(forward);
  expect((await evenkeel(['demo', '--quiet'], { PATH })).out).toBe(`${CLUSTER_DEMO}\n`);
});

test('a cluster that is not local is never asked without being named', async () => {
  const { PATH, asked } = putKubectl(app, {
    '*config view*': contextIs('production', 'shop'),
    '*get services*': servicesAre({ backend: [8000] }),
    '*get secret *': secretsAre({ 'app-secrets': { demo: CLUSTER_DEMO } }),
  });
  await listen(forward);
  expect((await evenkeel(['demo'], { PATH })).code).toBe(3);
  expect(asked()).toMatch(/^config view --minify --output json\n$/);
  expect((await evenkeel(['demo', '--quiet'], { PATH, ...cluster })).out).toBe(`${CLUSTER_DEMO}\n`);
});

test('with Compose up, too, both are listed', async () => {
  putKubectl(app);
  await listen(forward);
  const { PATH } = putDocker(app, { 'compose ps*': runs(app, { backend: [8000, 4180] }), ...secrets });
  const { code, err } = await evenkeel(['demo'], { PATH });
  expect(code).toBe(2);
  expect(err).toContain('EVENKEEL_RUNTIME=compose  http://localhost:4180  (Docker Compose, project app)');
  expect(err).toContain('EVENKEEL_RUNTIME=cluster  no backend  (cluster minikube, namespace shop)');
});

test('a token is asked for at the NodePort, where that answers', async () => {
  let origin = '';
  const backend = createServer((request, response) => {
    origin = String(request.headers['origin']);
    response.writeHead(429).end();
  });
  const { port } = (await listen(0, backend)).address() as AddressInfo;
  const { PATH } = putKubectl(app, { '*get services*': servicesAre({ frontend: [1, port], backend: [1, port] }) });
  const { code, err } = await evenkeel(['token'], { PATH, ...cluster });
  expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('Too many sign-ins') });
  expect(origin).toBe(`http://localhost:${port}`);
});

test('and else at a port forward, unless another copy of the app has that port', async () => {
  const forwarded = await freePort();
  await listen(forwarded);
  putDocker(app, { 'compose ps*': 'exit 0' });
  const { PATH } = putKubectl(app, { '*get services*': servicesAre({ backend: [forwarded, 1] }) });
  expect((await evenkeel(['token'], { PATH, ...cluster })).err).toContain(
    `The backend does not answer at http://localhost:${forwarded}: the connection was closed without an answer.\n` +
      '→ Look at `kubectl --namespace shop logs deployment/backend`',
  );
  putDocker(app, { 'compose ps*': runs(app, { backend: [8000, forwarded] }) });
  expect((await evenkeel(['token'], { PATH, ...cluster })).err).toContain(
    'does not answer on this machine: neither at its NodePorts nor at 3000 and 8000.',
  );
});

test('where neither answers the two port forwards are named', async () => {
  const { PATH } = putKubectl(app, { '*get services*': servicesAre({ backend: [1, 1] }) });
  const { code, err } = await evenkeel(['token'], { PATH, ...cluster });
  expect(code).toBe(3);
  expect(err).toContain('kubectl --context minikube --namespace shop port-forward service/frontend 3000:3000');
  expect(err).toContain('kubectl --context minikube --namespace shop port-forward service/backend 8000:8000');
});

test.each<[string, Record<string, string> | undefined, string]>([
  ['no kubectl', undefined, 'There is no kubectl on the PATH.'],
  [
    'no context',
    { '*': complains('error: current-context must exist in order to minify') },
    'kubectl knows no cluster: it has no current context.',
  ],
  [
    'a cluster that is down',
    { '*get services*': complains('The connection to the server 127.0.0.1:1 was refused') },
    'The cluster minikube is not reached.\n→ Start it: `minikube start',
  ],
  [
    'an empty namespace',
    { '*get services*': servicesAre({}), '*get namespace*': says('namespace/shop') },
    'Nothing of the app is installed in the namespace shop of minikube.',
  ],
  [
    'a missing namespace',
    {
      '*get services*': servicesAre({}),
      '*get namespace*': complains('Error from server (NotFound): namespaces "shop" not found'),
    },
    'The cluster minikube has no namespace shop.\n→ Make it: kubectl --context minikube create namespace shop',
  ],
  [
    'a missing Secret',
    { '*get secret *': 'exit 0' },
    'There is no secret app-secrets in the namespace shop of minikube.\n→ Make it: evenkeel secrets --kubernetes',
  ],
  [
    'a Secret that this user may not read',
    {
      '*get secret *': complains(
        'Error from server (Forbidden): secrets "data-secrets" is forbidden: User "u" cannot get resource "secrets" in API group ""',
      ),
    },
    'The cluster minikube does not let this user get secrets in the namespace shop.',
  ],
  ['other words', { '*get services*': says('no JSON') }, 'The cluster minikube does not tell which services it has.'],
])('%s is a clear problem', async (_what, script, message) => {
  const { PATH } = script ? putKubectl(app, script) : { PATH: '/var/empty' };
  const { code, out, err } = await evenkeel(['demo'], { PATH, ...cluster });
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain(`✗ ${message}`);
  expect(err).toContain('\n→ ');
});

test('a cluster that hangs is given up, and nothing of kubectl is left', async () => {
  const { PATH } = putKubectl(app, { '*get services*': hangs });
  await listen(forward);
  const asked = await evenkeel(['demo'], { PATH, ...cluster });
  expect(asked.err).toContain('✗ The cluster minikube does not answer within 5 s.');
  const unasked = await evenkeel(['demo'], { PATH });
  expect(unasked.err).toContain('The cluster was not looked at. The cluster minikube does not answer within 5 s.');
  await expect.poll(() => app.processes(), { timeout: 5000 }).toEqual([]);
});

test('--data and the cluster exclude each other', async () => {
  const { PATH } = putKubectl(app);
  const { code, err } = await evenkeel(['demo', '--data', app.dataFolder], { PATH, ...cluster });
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('EVENKEEL_RUNTIME is "cluster"') });
});

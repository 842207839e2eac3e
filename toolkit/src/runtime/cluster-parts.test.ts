import { expect, test } from 'vitest';
import type { ClusterConfig } from '../native/config.ts';
import type { Answer } from '../system/ask.ts';
import { explainKubectl } from './cluster-complaint.ts';
import { keyOf, parseSecrets, valueOf } from './cluster-secret.ts';
import { parseClusterServices } from './cluster-services.ts';
import type { Complaint } from './compose-complaint.ts';
import { localKind, parseContext } from './kube-context.ts';

const said = (err: string): Answer => ({ kind: 'ended', code: 1, out: '', err });
const asked = { context: 'minikube', namespace: 'shop' };

test.each<[string, Answer, Complaint['because'], string]>([
  ['no kubectl', { kind: 'absent' }, 'absent', 'There is no kubectl on the PATH.'],
  ['no interpreter', { kind: 'unstartable', why: 'no' }, 'absent', 'kubectl cannot be started: no.'],
  ['one that hangs', { kind: 'silent' }, 'doubt', 'The cluster minikube does not answer within 5 s.'],
  [
    'no context',
    said('error: current-context must exist in order to minify'),
    'absent',
    'kubectl knows no cluster: it has no current context.',
  ],
  [
    'an unknown context',
    said('Error in configuration: context was not found for specified context: minikube'),
    'absent',
    'kubectl knows no context minikube.',
  ],
  [
    'a broken configuration',
    said('error: error loading config file "/x": yaml: line 3: hunter2'),
    'doubt',
    'kubectl cannot read its configuration.',
  ],
  [
    'a cluster that is down',
    said('The connection to the server 127.0.0.1:8443 was refused - did you specify the right host or port?'),
    'down',
    'The cluster minikube is not reached.',
  ],
  [
    'a cluster that is slow',
    said('Unable to connect to the server: net/http: TLS handshake timeout'),
    'doubt',
    'The cluster minikube gave no answer within 5 s.',
  ],
  [
    'no rights',
    said(
      'Error from server (Forbidden): secrets "a" is forbidden: User "u" cannot get resource "secrets" in API group "" in the namespace "shop"',
    ),
    'doubt',
    'The cluster minikube does not let this user get secrets in the namespace shop.',
  ],
  [
    'no sign-in',
    said('error: You must be logged in to the server (Unauthorized)'),
    'doubt',
    'The cluster minikube does not let this user in.',
  ],
  [
    'no namespace',
    said('Error from server (NotFound): error when creating "STDIN": namespaces "shop" not found'),
    'down',
    'The cluster minikube has no namespace shop.',
  ],
  ['other words', said('error: hunter2 is no base64'), 'doubt', 'The cluster minikube does not tell what it has.'],
])('%s is told, and never what was quoted', (_what, answer, because, message) => {
  const complaint = explainKubectl(answer, asked, 'what it has');
  expect(complaint).toMatchObject({ because, problem: { message } });
  expect(complaint.problem.next).not.toBe('');
  expect(complaint.problem.message + complaint.problem.next).not.toContain('hunter2');
});

test.each([
  ['minikube', 'minikube'],
  ['docker-desktop', 'docker-desktop'],
  ['docker-for-desktop-cluster', 'docker-desktop'],
  ['kind-shop', 'kind'],
  ['k3d-shop', 'k3d'],
  ['rancher-desktop', 'rancher-desktop'],
  ['orbstack', 'orbstack'],
  ['colima-work', 'colima'],
  ['microk8s-cluster', 'microk8s'],
  ['gke_shop_europe_shop', undefined],
  ['kinder.example.com', undefined],
  ['prod-minikube', undefined],
])('the cluster %s is of the kind %s', (name, kind) => {
  expect(localKind(name)).toBe(kind);
});

const view = (name: string, cluster: string, more: object = {}) =>
  JSON.stringify({ contexts: [{ name, context: { cluster, ...more } }], clusters: [{ name: cluster, cluster: {} }] });

test('a context is read with its namespace, or the default one', () => {
  expect(parseContext(view('mine', 'kind-shop', { namespace: 'a' }))).toEqual({
    name: 'mine',
    namespace: 'a',
    kind: 'kind',
    cluster: 'shop',
  });
  expect(parseContext(view('mine', 'prod'))).toMatchObject({ namespace: 'default', kind: undefined });
});

test('a profile of Minikube is one under any name', () => {
  const extensions = [{ name: 'cluster_info', extension: { provider: 'minikube.sigs.k8s.io' } }];
  const text = JSON.stringify({
    contexts: [{ name: 'shop', context: { cluster: 'shop' } }],
    clusters: [{ name: 'shop', cluster: { extensions } }],
  });
  expect(parseContext(text)).toMatchObject({ kind: 'minikube', cluster: 'shop' });
});

test.each(['', 'words', '{}', '{"contexts":null}'])('%j is no context', (text) => {
  expect(parseContext(text)).toBeUndefined();
});

test('of Services the ports are read, and a text that is none is refused', () => {
  const item = (name: string, ports: object[]) => ({ metadata: { name }, spec: { ports } });
  const text = JSON.stringify({
    items: [
      item('backend', [{ port: 8000, nodePort: 30_001 }, { port: 9 }]),
      item('postgres', [{ port: 5432 }]),
      item('x', []),
    ],
  });
  expect([...(parseClusterServices(text) ?? [])]).toEqual([
    ['backend', { port: 8000, nodePort: 30_001 }],
    ['postgres', { port: 5432, nodePort: undefined }],
  ]);
  expect(parseClusterServices('{"items":1}')).toBeUndefined();
});

const secret = { metadata: { name: 'data-secrets' }, data: { password: Buffer.from('pä$s').toString('base64') } };

test('Secrets are read from a list, from one object and from nothing', () => {
  const list = parseSecrets(JSON.stringify({ items: [secret, { metadata: { name: 'empty' } }] }));
  expect(list?.map(({ name, values }) => [name, [...values]])).toEqual([
    ['data-secrets', [['password', 'pä$s']]],
    ['empty', []],
  ]);
  expect(parseSecrets(JSON.stringify(secret))?.map(({ name }) => name)).toEqual(['data-secrets']);
  expect(parseSecrets('\n')).toEqual([]);
  expect(parseSecrets('words')).toBeUndefined();
});

const config: ClusterConfig = {
  postgres: { service: 'postgres', port: 5432, forward: 5435 },
  images: {},
  secrets: {
    'data-secrets': { password: '${PG}' },
    'app-secrets': { url: 'postgresql://${PG}@x', again: '${PG}', key: '${KEY}' },
  },
};

test('a value is read back from the first key that is nothing but it', () => {
  expect(keyOf(config, 'PG')).toMatchObject({ secret: 'data-secrets', key: 'password' });
  expect(valueOf(config, 'PG', parseSecrets(JSON.stringify(secret)) ?? [], asked)).toBe('pä$s');
});

test.each([
  ['NOBODY', 'evenkeel.yaml does not say where a cluster has NOBODY.'],
  ['PG', 'The secret data-secrets has no password in the namespace shop of minikube.'],
  ['KEY', 'There is no secret app-secrets in the namespace shop of minikube.'],
])('%s is missed by name, with what to do', (name, message) => {
  const known = parseSecrets(JSON.stringify({ ...secret, data: { password: '' } })) ?? [];
  expect(() => valueOf(config, name, known, asked)).toThrow(message);
});

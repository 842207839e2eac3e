import { expect, test } from 'vitest';
import { namesIn, readAddresses } from './addresses.ts';
import { bareService } from './bare-service.ts';
import type { Port, Service, SideName } from './model.ts';

const at = { file: '', line: 1 };

const service = (side: SideName, name: string, hostNames: string[], ports: Partial<Port>[]): Service =>
  bareService({
    side,
    name,
    kind: 'x',
    at,
    hostNames,
    ports: ports.map((port) => ({ at, number: 0, protocol: 'tcp', isPublished: false, ...port })),
  });

const read = readAddresses([
  {
    compose: service('compose', 'db', ['db'], [{ number: 5432, isPublished: true, published: 5433 }]),
    cluster: service('cluster', 'postgres', ['postgres-rw'], [{ number: 5432, servicePort: 5432 }]),
    because: '',
  },
  {
    compose: service('compose', 'api', ['api'], [{ number: 8000, isPublished: true, published: 8000 }]),
    cluster: service(
      'cluster',
      'api',
      ['api'],
      [
        { number: 8000, servicePort: 80 },
        { number: 8000, isPublished: true, published: 30_001, servicePort: 80 },
      ],
    ),
    because: '',
  },
]);

test.each([
  ['the name alone', 'db', 'postgres-rw'],
  ['a URL with a user', 'postgres://u:p@db:5432/x', 'postgres://u:p@postgres-rw:5432/x'],
  ['a pod of a StatefulSet', 'db:5432', 'postgres-0.postgres-rw.shop.svc:5432'],
  ['the longer names of a Service', 'db:5432', 'postgres-rw.shop.svc.cluster.local:5432'],
  ['the port of the Service', 'http://api:8000/v1', 'http://api:80/v1'],
  ['the usual port', 'http://api:8000/v1', 'http://api/v1'],
  ['from outside', 'http://localhost:8000', 'http://localhost:30001'],
  ['several', 'api:8000,db:5432', 'api.shop:80,postgres-rw:5432'],
])('%s: the same is written alike', (_what, compose, cluster) => {
  expect(read.compose(compose)).toBe(read.cluster(cluster));
});

test.each([
  ['another port', 'api:8000', 'api:81'],
  ['another service', 'db:5432', 'api:5432'],
  ['another path', 'http://api:8000/v1', 'http://api/v2'],
  ['a name that begins alike', 'db:5432', 'postgres-rw2:5432'],
])('%s: what differs stays different', (_what, compose, cluster) => {
  expect(read.compose(compose)).not.toBe(read.cluster(cluster));
});

test('names of the network are found where only a name makes sense', () => {
  expect(namesIn('http://ai-service:5001/')).toEqual([{ name: 'ai-service', port: 5001 }]);
  expect(namesIn('db:5432')).toEqual([{ name: 'db', port: 5432 }]);
  for (const text of ['production', 'http://example.com', 'localhost:80', '10.0.0.1:80', '12:30']) {
    expect(namesIn(text), text).toEqual([]);
  }
});

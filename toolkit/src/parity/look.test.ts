import { expect, test } from 'vitest';
import { lookOf } from './look.ts';

test.each([
  ['curl -f http://localhost:8080/health || exit 1', { kind: 'http', port: 8080, path: '/health' }],
  ['curl -f http://localhost/_health', { kind: 'http', port: 80, path: '/_health' }],
  ['wget -qO- https://127.0.0.1', { kind: 'http', port: 443, path: '/' }],
  [
    `node -e "fetch('http://localhost:3000/api/health').then(r => 1)"`,
    { kind: 'http', port: 3000, path: '/api/health' },
  ],
  ['curl http://localhost:$PORT/ready', { kind: 'http', port: undefined, path: '/ready' }],
  ['nc -z localhost 5432', { kind: 'tcp', port: 5432 }],
  ['nc -z -w 3 127.0.0.1 6379', { kind: 'tcp', port: 6379 }],
  ['bash -c "</dev/tcp/127.0.0.1/9000"', { kind: 'tcp', port: 9000 }],
  ['pg_isready -U app', { kind: 'exec' }],
])('%s', (command, look) => {
  expect(lookOf(command.split(' '))).toMatchObject(look);
});

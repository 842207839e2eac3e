import { expect, test } from 'vitest';
import { parseConfig } from '../native/read-config.ts';
import { stepEnvironment } from './step-environment.ts';

const config = parseConfig(
  `native:
  postgres: { port: 5433, user: app, database: app, password: PG }
  secrets: { PG: { length: 12 }, DEMO: { length: 12 }, OTHER: { length: 12 } }
  steps:
    seed:
      command: [a]
      environment:
        DATABASE_URL: \${postgres.url}
        DATABASE_PORT: \${postgres.port}
        DEMO: \${DEMO}
        FLAG: 1
        PRICE: 5$$
        FILE: \${data}/x
  services: {}
`,
  'evenkeel.yaml',
);
const url = 'postgresql://app:x@127.0.0.1:5434/app';

test('a step gets the database and the secrets of the copy, and nothing of an address in .env', async () => {
  const asked: string[] = [];
  const secret = (name: string) => Promise.resolve(`${asked.push(name)}-of-the-copy`);
  const dotEnv = { DATABASE_URL: 'postgresql://elsewhere', DEMO: 'of-.env', FLAG: '0' };
  expect(await stepEnvironment(config, 'seed', { copy: { secret }, url, dotEnv })).toEqual({
    DATABASE_URL: url,
    DEMO: '1-of-the-copy',
    FLAG: '0',
    PRICE: '5$',
  });
  expect(asked).toEqual(['DEMO']);
});

test('without such a step there is nothing to give', async () => {
  const secret = () => Promise.reject(new Error('nobody asks'));
  expect(await stepEnvironment(config, 'none', { copy: { secret }, url, dotEnv: {} })).toEqual({});
});

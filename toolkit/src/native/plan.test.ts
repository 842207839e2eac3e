import { expect, test } from 'vitest';
import type { World } from './plan.ts';
import { makePlan } from './plan.ts';
import { parseConfig } from './read-config.ts';

const config = parseConfig(
  `native:
  postgres: { port: 5433, user: app, database: app, password: PG }
  secrets: { PG: { length: 12 }, KEY: { length: 12 }, DEMO: { length: 12 } }
  demo: { email: a@b.example, password: DEMO }
  steps:
    seed:
      command: [node, seed.js]
      once: true
      environment: { DATABASE_URL: '\${postgres.url}', DEMO: '\${DEMO}' }
  services:
    api:
      command: [node, api.js, '--host', '\${host}']
      working_dir: backend
      ports: [8000]
      environment:
        DATABASE_URL: \${postgres.url}
        PORT: \${api.port}
        SELF: \${api.url}
        KEY: \${KEY}
        PRICE: 5$$
        LEVEL: info
        DIST: .next\${copy}
        FILE: \${data}/beat
      healthcheck: { heartbeat: '\${data}/beat', max_age: 5s }
      depends_on: { seed: { condition: service_completed_successfully } }
`,
  'evenkeel.yaml',
);

const world: World = {
  root: '/project',
  dataFolder: '/project/.evenkeel',
  portOffset: 0,
  secrets: { PG: 'p g', KEY: 'made-key', DEMO: 'made-demo' },
  processEnvironment: { PATH: '/bin' },
  dotEnv: {},
};

const environment = (more: Partial<World>) => makePlan(config, { ...world, ...more }).services[0]?.environment;

test('references become values', () => {
  expect(makePlan(config, world).services).toEqual([
    {
      name: 'api',
      command: ['node', 'api.js', '--host', '127.0.0.1'],
      folder: '/project/backend',
      environment: {
        DATABASE_URL: 'postgresql://app:p%20g@127.0.0.1:5433/app',
        PORT: '8000',
        SELF: 'http://localhost:8000',
        KEY: 'made-key',
        PRICE: '5$',
        LEVEL: 'info',
        DIST: '.next',
        FILE: '/project/.evenkeel/beat',
        PATH: '/project/node_modules/.bin:/bin',
      },
      after: ['seed'],
      port: 8000,
      health: { heartbeat: '/project/.evenkeel/beat', maxAgeMs: 5000 },
      startLimitMs: 60_000,
      stopLimitMs: 10_000,
      warmUpUrl: undefined,
    },
  ]);
});

test('the offset moves every port and every address', () => {
  expect(environment({ portOffset: 100 })).toMatchObject({
    DATABASE_URL: 'postgresql://app:p%20g@127.0.0.1:5533/app',
    PORT: '8100',
    SELF: 'http://localhost:8100',
  });
});

test('another data folder has a name for its files', () => {
  expect(environment({ dataFolder: '/tmp/.evenkeel-2' })).toMatchObject({
    DIST: '.next-evenkeel-2',
    FILE: '/tmp/.evenkeel-2/beat',
  });
});

test('the process environment comes before .env, and that before plain values and secrets', () => {
  const dotEnv = { LEVEL: 'debug', KEY: 'dot-key', OTHER: 'dot' };
  expect(environment({ dotEnv })).toMatchObject({ LEVEL: 'debug', KEY: 'dot-key', OTHER: 'dot' });
  const processEnvironment = { LEVEL: 'error', KEY: 'own-key' };
  expect(environment({ dotEnv, processEnvironment })).toMatchObject({ LEVEL: 'error', KEY: 'own-key', OTHER: 'dot' });
});

test('addresses, ports and folders are never taken from outside', () => {
  const given = { DATABASE_URL: 'postgresql://other/x', PORT: '1', SELF: 'http://other', FILE: '/other' };
  const plain = environment({});
  expect(environment({ dotEnv: given })).toEqual(plain);
  expect(environment({ processEnvironment: { PATH: '/bin', ...given } })).toEqual(plain);
});

test('what is given in vain is named; what shells set on their own is not', () => {
  const given = { DATABASE_URL: 'postgresql://other/x', PORT: '1' };
  expect(makePlan(config, { ...world, dotEnv: given }).unused).toEqual([
    { name: 'DATABASE_URL', from: '.env' },
    { name: 'PORT', from: '.env' },
  ]);
  expect(makePlan(config, { ...world, processEnvironment: given }).unused).toEqual([
    { name: 'DATABASE_URL', from: 'environment' },
  ]);
  expect(makePlan(config, { ...world, dotEnv: { PORT: '8000' } }).unused).toEqual([]);
});

test('a step that runs once runs again for another setting, but not for another port', () => {
  const key = (more: Partial<World>) => makePlan(config, { ...world, ...more }).steps[0]?.onceKey;
  expect(key({ portOffset: 100 })).toBe(key({}));
  expect(key({ dotEnv: { DEMO: 'another' } })).not.toBe(key({}));
  expect(key({ dotEnv: { LEVEL: 'debug' } })).toBe(key({}));
});

test('the demo user has the password that the seed gets', () => {
  expect(makePlan(config, world).demo).toEqual({ email: 'a@b.example', password: 'made-demo' });
  expect(makePlan(config, { ...world, dotEnv: { DEMO: 'given' } }).demo?.password).toBe('given');
});

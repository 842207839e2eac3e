import { expect, test } from 'vitest';
import { KnownProblem } from '../known-problem.ts';
import { parseConfig } from './read-config.ts';

const good = `native:
  postgres:
    port: 5433
    user: app
    database: app
    password: POSTGRES_PASSWORD
  secrets:
    POSTGRES_PASSWORD: { length: 32 }
  steps:
    migrate:
      command: [node, migrate.js]
      environment: &database
        DATABASE_URL: \${postgres.url}
        LOG_LEVEL: info
        RETRIES: 3
      depends_on: { postgres: { condition: service_healthy } }
  services:
    backend:
      command: [node, api.js]
      ports: [8000]
      environment: { <<: *database, RETRIES: 5 }
      depends_on: { migrate: { condition: service_completed_successfully } }
      healthcheck: { http: /health, start_period: 2m }
`;

function mistakes(text: string): string {
  try {
    parseConfig(text, 'evenkeel.yaml');
    return 'none';
  } catch (error) {
    if (error instanceof KnownProblem) return error.message;
    throw error;
  }
}

test('a right file gives strings, milliseconds and defaults', () => {
  const native = parseConfig(good, 'evenkeel.yaml');
  expect(native.services['backend']).toEqual({
    command: ['node', 'api.js'],
    working_dir: '.',
    environment: { DATABASE_URL: '${postgres.url}', LOG_LEVEL: 'info', RETRIES: '5' },
    depends_on: { migrate: { condition: 'service_completed_successfully' } },
    ports: [8000],
    healthcheck: { http: '/health', max_age: 15_000, start_period: 120_000 },
    stop_grace_period: 10_000,
  });
});

test.each([
  [
    'an unknown key',
    ['password: POST', 'pasword: POST'],
    'evenkeel.yaml:6: native.postgres.pasword is not a word of this section; did you mean password?',
  ],
  [
    'an unknown key of a service',
    ['healthcheck:', 'health:'],
    'evenkeel.yaml:23: native.services.backend.health is not a word',
  ],
  [
    'a wrong type',
    ['port: 5433', 'port: many'],
    'evenkeel.yaml:3: native.postgres.port expected number, received string',
  ],
  [
    'a bad duration',
    ['2m', '2 minutes'],
    'evenkeel.yaml:23: native.services.backend.healthcheck.start_period must be a duration',
  ],
  [
    'a bad variable',
    ['LOG_LEVEL', 'log-level'],
    'evenkeel.yaml:14: native.steps.migrate.environment.log-level must be an environment variable',
  ],
  [
    'an unknown dependency',
    ['migrate: { condition', 'migrat: { condition'],
    'evenkeel.yaml:22: native.services.backend.depends_on.migrat there is no step or service "migrat"; did you mean migrate?',
  ],
  [
    'a condition that never comes',
    ['service_completed_successfully', 'service_healthy'],
    'evenkeel.yaml:22: native.services.backend.depends_on.migrate.condition must be service_completed_successfully',
  ],
  [
    'an unknown secret',
    ['{ length: 32 }', '{ length: 32 }\n    OTHER: { length: 32 }\n  demo: { email: a@b.example, password: OTHR }'],
    'evenkeel.yaml:10: native.demo.password there is no secret OTHR; did you mean OTHER?',
  ],
  [
    'an unknown reference',
    ['${postgres.url}', '${postgress.url}'],
    'evenkeel.yaml:13: native.steps.migrate.environment.DATABASE_URL nothing is called ${postgress.url}; did you mean postgres.url?',
  ],
  [
    'a health without a way to ask',
    ['http: /health, ', ''],
    'evenkeel.yaml:23: native.services.backend.healthcheck must have http or heartbeat',
  ],
  ['a health over http without a port', ['      ports: [8000]\n', ''], 'native.services.backend must have ports'],
  [
    'a circle',
    ['postgres: { condition', 'backend: { condition'],
    'evenkeel.yaml:16: native.steps.migrate.depends_on "migrate" waits for itself',
  ],
  [
    'a taken name',
    ['    backend:', '    migrate:'],
    'evenkeel.yaml:18: native.services.migrate the name "migrate" is taken',
  ],
  [
    'sources that generate nothing',
    ['migrate.js]', 'migrate.js]\n      sources: [a]'],
    'native.steps.migrate must have sources and generates, or neither',
  ],
  ['broken YAML', ['port: 5433', 'port: [5433'], 'evenkeel.yaml:4: '],
] as const)('%s is named with its line', (_what, [from, to], message) => {
  expect(mistakes(good.replace(from, to))).toContain(message);
});

test('all mistakes are named at once, in the order of the file', () => {
  const text = mistakes(good.replace('port: 5433', 'port: 0').replace('ports: [8000]', 'ports: [8000, 8001]'));
  expect(text.match(/^ {2}evenkeel\.yaml:(\d+)/gm)).toEqual(['  evenkeel.yaml:3', '  evenkeel.yaml:20']);
});

test('an empty file says what is missing', () => {
  expect(mistakes('')).toContain('evenkeel.yaml:1: ');
});

const withSecrets = (secrets: string) => `${good}cluster:\n  secrets:\n${secrets}`;

test('the section cluster is optional, and so is each of its words', () => {
  expect(mistakes(good)).toBe('none');
  expect(mistakes(`${good}cluster: {}\n`)).toBe('none');
  expect(mistakes(`${good}cluster: { postgres: { forward: 5436 } }\n`)).toBe('none');
  expect(
    mistakes(withSecrets("    a: { x: '${POSTGRES_PASSWORD}', y: 'u:${POSTGRES_PASSWORD}@', z: '${ELSE}' }")),
  ).toBe('none');
});

test.each([
  [
    'a part before the whole',
    "    a: { y: 'u:${POSTGRES_PASSWORD}@' }\n    b: { x: '${POSTGRES_PASSWORD}' }",
    'a.y a key that is ${POSTGRES_PASSWORD} alone must stand in the same Secret',
  ],
  ['an address', "    a: { x: '${backend.url}' }", 'a.x ${backend.url} must be a variable such as API_KEY'],
  ['a bad name', "    A_B: { x: '1' }", 'A_B must be a name of Kubernetes'],
  ['a bad key', "    a: { 'x y': '1' }", 'a.x y must be letters, digits'],
])('in cluster.secrets %s is told with its line', (_what, secrets, message) => {
  expect(mistakes(withSecrets(secrets))).toMatch(/evenkeel.yaml:26: cluster\.secrets\./);
  expect(mistakes(withSecrets(secrets))).toContain(`cluster.secrets.${message}`);
});

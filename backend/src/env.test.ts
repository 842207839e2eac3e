import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { apiVariables, variables, workerVariables } from './env-schema.ts';
import { EnvironmentError, readEnvironment } from './env.ts';

const DATABASE_URL = 'postgresql://app:hunter2@127.0.0.1:5432/app';
const good = { DATABASE_URL, BETTER_AUTH_SECRET: 'x'.repeat(32) };

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-env-'));
function file(content: string): string {
  const path = join(folder, `${Math.random()}`);
  writeFileSync(path, content);
  return path;
}

function problems(environment: Record<string, string>, schema: z.ZodObject = apiVariables) {
  const error = failure(() => readEnvironment(schema, environment));
  if (!error) return [];
  // Whatever was given, it is not shown; what is shorter may be there by chance.
  const { EVENKEEL_ENV_NAMES: _names, ...given } = environment;
  const values = [...Object.values(given).filter((value) => value.length > 3), 'hunter2'];
  return values.some((value) => error.message.includes(value)) ? ['a value is shown'] : error.problems;
}

function failure(read: () => unknown): EnvironmentError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
}

describe('RUN-5: reading the settings', () => {
  test('what has a default need not be given', () => {
    expect(readEnvironment(apiVariables, good)).toEqual({
      ...good,
      BETTER_AUTH_URL: 'http://localhost:3000',
      CORS_ORIGINS: ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://localhost:30000'],
      TRUSTED_ORIGINS: ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://localhost:30000'],
      AUTH_ISSUER: 'evenkeel',
      AUTH_AUDIENCE: 'evenkeel-api',
      COOKIE_SECURE: false,
      TRUST_PROXY: 'loopback',
      DRAIN_SECONDS: 0,
      HOST: '0.0.0.0',
      PORT: 8000,
      LOG_LEVEL: 'info',
      OPENAI_MODEL: 'gpt-5.4-mini',
    });
  });

  test('all that is wrong or missing is named at once, with its rule', () => {
    const environment = {
      BETTER_AUTH_SECRET: 'hunter2',
      REDIS_URL: 'http://:hunter2@localhost',
      BETTER_AUTH_URL: 'localhost:3000/hunter2',
      CORS_ORIGINS: 'http://localhost:3000/hunter2',
      COOKIE_SECURE: 'hunter2',
      TRUST_PROXY: 'hunter2',
      PORT: 'hunter2',
      LOG_LEVEL: 'hunter2',
    };
    expect(problems(environment)).toEqual(
      expect.arrayContaining([
        { name: 'DATABASE_URL', problem: 'is not set' },
        { name: 'BETTER_AUTH_SECRET', problem: 'must have at least 32 characters' },
        { name: 'REDIS_URL', problem: 'must be a redis:// URL' },
        { name: 'BETTER_AUTH_URL', problem: 'must be an http:// or https:// URL' },
        { name: 'CORS_ORIGINS', problem: 'must be origins such as https://app.example.com, separated by commas' },
        { name: 'COOKIE_SECURE', problem: 'must be 0 or 1' },
        { name: 'TRUST_PROXY', problem: 'must be addresses, networks or loopback, linklocal, uniquelocal' },
        { name: 'PORT', problem: 'must be a port number' },
        { name: 'LOG_LEVEL', problem: 'must be debug, info, warning or error' },
      ]),
    );
    expect(problems(environment)).toHaveLength(9);
  });

  test.each(['-1', '65536', '80.5', 'http', '8 0'])('the port %j is none', (PORT) => {
    expect(problems({ ...good, PORT })).toEqual([{ name: 'PORT', problem: 'must be a port number' }]);
  });

  test.each(['loopback', '10.0.0.0/8, loopback', '127.0.0.1,::1', 'fd00::/8', '172.16.0.0/12'])(
    'TRUST_PROXY may be %s',
    (TRUST_PROXY) => {
      expect(problems({ ...good, TRUST_PROXY })).toEqual([]);
    },
  );

  test.each(['postgres', '10.0.0.0/64', '1', 'true', '*'])('TRUST_PROXY may not be %s', (TRUST_PROXY) => {
    expect(problems({ ...good, TRUST_PROXY })).toHaveLength(1);
  });

  test('an empty value is an absent one', () => {
    expect(readEnvironment(apiVariables, { ...good, REDIS_URL: '', PORT: ' ', DATABASE_DIRECT_URL: '' })).toMatchObject(
      {
        PORT: 8000,
      },
    );
    expect(problems({ ...good, DATABASE_URL: '' })).toEqual([{ name: 'DATABASE_URL', problem: 'is not set' }]);
  });

  test('lists may have spaces and empty places', () => {
    const CORS_ORIGINS = ' https://a.example , ,https://b.example:8443,';
    expect(readEnvironment(apiVariables, { ...good, CORS_ORIGINS }).CORS_ORIGINS).toEqual([
      'https://a.example',
      'https://b.example:8443',
    ]);
  });

  test.each([
    ['0', false],
    ['1', true],
    ['false', false],
    ['true', true],
  ])('a switch may be %s', (COOKIE_SECURE, value) => {
    expect(readEnvironment(apiVariables, { ...good, COOKIE_SECURE }).COOKIE_SECURE).toBe(value);
  });

  test('a program asks only for what it needs', () => {
    expect(problems({ DATABASE_URL }, workerVariables)).toEqual([]);
  });
});

describe('RUN-5: secrets from files', () => {
  test('every secret may come from a file, without the line break at its end', () => {
    const environment = {
      DATABASE_URL_FILE: file(`${DATABASE_URL}\n`),
      DATABASE_DIRECT_URL_FILE: file(`${DATABASE_URL}\r\n`),
      REDIS_URL_FILE: file('redis://localhost:6379'),
      BETTER_AUTH_SECRET_FILE: file(`${'s'.repeat(32)}\n`),
    };
    expect(readEnvironment(apiVariables, environment)).toMatchObject({
      DATABASE_URL,
      DATABASE_DIRECT_URL: DATABASE_URL,
      REDIS_URL: 'redis://localhost:6379',
      BETTER_AUTH_SECRET: 's'.repeat(32),
    });
  });

  test('a value and a file together are refused', () => {
    expect(problems({ ...good, DATABASE_URL_FILE: file(DATABASE_URL) })).toEqual([
      { name: 'DATABASE_URL', problem: 'and DATABASE_URL_FILE are both set: keep one' },
    ]);
  });

  test('a file that cannot be read is named by its variable', () => {
    expect(problems({ BETTER_AUTH_SECRET: good.BETTER_AUTH_SECRET, DATABASE_URL_FILE: '/nowhere/url' })).toEqual([
      { name: 'DATABASE_URL_FILE', problem: 'names a file that cannot be read (ENOENT)' },
    ]);
    expect(problems({ ...good, REDIS_URL_FILE: folder })).toEqual([
      { name: 'REDIS_URL_FILE', problem: 'names a file that cannot be read (EISDIR)' },
    ]);
  });

  test('an empty file is an absent value, an empty name of a file is none', () => {
    expect(problems({ BETTER_AUTH_SECRET: good.BETTER_AUTH_SECRET, DATABASE_URL_FILE: file('\n') })).toEqual([
      { name: 'DATABASE_URL', problem: 'is not set' },
    ]);
    expect(problems({ ...good, DATABASE_URL_FILE: '' })).toEqual([]);
  });

  test('what is no secret comes from no file', () => {
    expect(readEnvironment(apiVariables, { ...good, AUTH_ISSUER_FILE: file('elsewhere') }).AUTH_ISSUER).toBe(
      'evenkeel',
    );
  });
});

describe('RUN-5: names that were set on purpose', () => {
  const named = (EVENKEEL_ENV_NAMES: string) => problems({ ...good, EVENKEEL_ENV_NAMES });

  test('one that no program reads is refused by name, together with what else is wrong', () => {
    const problem = 'is no variable of this program: correct its name, or move it from env to extraEnv';
    expect(problems({ ...good, EVENKEEL_ENV_NAMES: 'LOG_LEVEL,BAD_VAR, LOGLEVEL ,BAD_VAR', PORT: 'x' })).toEqual([
      { name: 'BAD_VAR', problem },
      { name: 'LOGLEVEL', problem },
      { name: 'PORT', problem: 'must be a port number' },
    ]);
    expect(named('AUTH_ISSUER_FILE')).toEqual([{ name: 'AUTH_ISSUER_FILE', problem }]);
    expect(named('constructor')).toHaveLength(1);
  });

  test('one that another program of the same image reads is none of them', () => {
    expect(named('SEED_DEMO,HEARTBEAT_FILE,DATABASE_URL_FILE')).toEqual([]);
    expect(problems({ DATABASE_URL, EVENKEEL_ENV_NAMES: 'OPENAI_MODEL' }, workerVariables)).toEqual([]);
  });

  test.each(['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'TZ', 'HTTPS_PROXY', 'no_proxy', 'OTEL_SERVICE_NAME', '', ' , '])(
    'names of the platform pass: %j',
    (names) => {
      expect(named(names)).toEqual([]);
    },
  );

  test.each(['NODE', 'TZX', 'MY_PROXY', 'OTEL'])('what only resembles one does not: %j', (name) => {
    expect(named(name)).toHaveLength(1);
  });
});

test('every variable says what it is for, and every credential that it is a secret', () => {
  const secrets = Object.entries(variables.shape).map(([name, field]) => {
    const { description, secret } = field.meta() as { description?: string; secret?: boolean };
    expect(description?.length, name).toBeGreaterThan(10);
    return secret ? name : '';
  });
  expect(secrets.filter(Boolean).toSorted()).toEqual([
    'BETTER_AUTH_SECRET',
    'DATABASE_DIRECT_URL',
    'DATABASE_URL',
    'DEMO_PASSWORD',
    'OPENAI_API_KEY',
    'REDIS_URL',
  ]);
});

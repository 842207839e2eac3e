import { expect, test } from 'vitest';
import type { Variable } from './model.ts';
import { isDevelopmentDefault, secretIn, shown, withoutSecrets } from './secret-values.ts';

test.each([
  ['redis-server --requirepass hunter2 --appendonly yes', 'redis-server --requirepass … --appendonly yes'],
  ['app -DSN=user:hunter2@tcp(db:3306)/shop', 'app -DSN=user:…@tcp(db:3306)/shop'],
  ['pg_dump postgresql://app:hunter2@db/shop', 'pg_dump postgresql://app:…@db/shop'],
  ['serve --api-key=hunter2', 'serve --api-key=…'],
  ['mc alias set shop http://minio:9000 ada hunter2', 'mc alias set shop http://minio:9000 ada …'],
  ['redis-cli -h redis -a hunter2 ping', 'redis-cli -h redis -a … ping'],
  ['mysqladmin ping -uroot -phunter2', 'mysqladmin ping -uroot -p…'],
])('a command is told without its passwords: %s', (command, told) => {
  expect(withoutSecrets(command)).toBe(told);
});

test.each([
  'redis-server --requirepass "$REDIS_PASSWORD"',
  'curl -f http://localhost:8080/health',
  'serve --token-file /run/token',
])('what is no password stays: %s', (command) => {
  expect(withoutSecrets(command)).toBe(command);
});

const text = (value: string): Variable => ({ at: { file: 'compose.yaml', line: 1 }, value, from: 'text' });

test.each([
  ['DB_PASSWORD', 'kV83nx0qLw', 'kV83nx0qLw'],
  ['DATABASE_URL', 'postgres://app:kV83nx0qLw@db/app', 'kV83nx0qLw'],
  ['ANYTHING', `AKIA${'Q7'.repeat(8)}`, `AKIA${'Q7'.repeat(8)}`],
  ['MAX_TOKENS', '4096', undefined],
  ['TOKEN_URL', 'https://login.example/token', undefined],
  ['DB_PASSWORD_FILE', '/run/secrets/db', undefined],
  ['API_KEY', '', undefined],
  ['LEVEL', 'kV83nx0qLw', undefined],
  ['TLS_KEY', 'certs/server.key', undefined],
  ['NEXT_PUBLIC_CLIENT_TOKEN', 'kV83nx0qLw', undefined],
  ['UWSGI_PASS', 'localhost:3031', undefined],
  ['STORE_URI', 'mongodb://root:$(MONGO_PASSWORD)@mongo', undefined],
  ['DB_PASSWORD_URL', 'jdbc:postgresql://postgres:5432/shop', undefined],
  ['SQL', 'jdbc:sqlserver://db:1433;database=shop;password=kV83nx0qLw', 'kV83nx0qLw'],
])('%s=%s has the secret %s', (name, value, secret) => {
  expect(secretIn(name, text(value))).toBe(secret);
});

test.each([
  ['postgres', true],
  ['changeme123', true],
  ['super-secret-change-me', true],
  ['app', true],
  ['shop_secret', true],
  ['client-token-not-set', true],
  ['dev-only-42', false],
  ['kV83nx0qLw', false],
  ['correct-horse-battery-7', false],
])('%s is a word that protects nothing: %s', (secret, expected) => {
  expect(isDevelopmentDefault(secret, 'DB_PASSWORD')).toBe(expected);
});

test.each([
  ['Server=db;User Id=sa;Password=Pass@word;Encrypt=False', 'Server=db;User Id=sa;Password=…;Encrypt=False'],
  ['host=db user=app password=hunter2 dbname=shop', 'host=db user=app password=… dbname=shop'],
  [
    'Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=abc=',
    'Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=…',
  ],
])('a value is shown without the password in it: %s', (value, told) => {
  expect(shown('ConnectionString', text(value))).toBe(JSON.stringify(told));
});

test('a user, a database or an address is no secret, though a Secret gives it', () => {
  const given: Variable = { ...text('shop_flights_20'), from: 'secret' };
  expect(['POSTGRES_DB_FLIGHTS', 'DB_USER', 'ADMIN_EMAIL'].map((name) => secretIn(name, given))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(secretIn('DB_USER_PASSWORD', given)).toBe('shop_flights_20');
});

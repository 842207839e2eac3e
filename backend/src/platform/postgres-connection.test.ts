import { DatabaseError as ServerError } from 'pg';
import { describe, expect, test } from 'vitest';
import { connectionFailure, connectionSettings } from './postgres-connection.ts';

describe('connectionSettings', () => {
  test('decodes every part of the URL', () => {
    const settings = connectionSettings(
      'postgresql://o%27dd:p%40ss%3A%25@[::1]:5433/a%20%22b%22%2F%3F%23?schema=my%20own',
    );
    expect(settings).toMatchObject({
      host: '::1',
      port: 5433,
      user: "o'dd",
      password: 'p@ss:%',
      database: 'a "b"/?#',
      schema: 'my own',
    });
  });

  test('has the usual port, schema and time limit', () => {
    expect(connectionSettings('postgres://u@localhost/d')).toMatchObject({
      port: 5432,
      schema: 'public',
      connectionTimeoutMillis: 5000,
      ssl: false,
    });
    expect(connectionSettings('postgres://u@h/d?connect_timeout=30')).toMatchObject({
      connectionTimeoutMillis: 30_000,
    });
  });

  test.each([
    ['disable', false],
    ['verify-full', {}],
    ['no-verify', { rejectUnauthorized: false }],
  ])('sslmode=%s is what the driver makes of it', (mode, ssl) => {
    expect(connectionSettings(`postgresql://u:p@h/d?sslmode=${mode}`).ssl).toEqual(ssl);
  });

  test('a socket folder as the host', () => {
    expect(connectionSettings('postgresql://u:p@localhost/d?host=/var/run/pg')).toMatchObject({ host: '/var/run/pg' });
  });

  test.each([
    ['mysql://u:s3cret@h/d', 'it must begin with postgresql://'],
    ['postgresql://u:s3cret#x@h/d', 'it is no URL'],
    ['postgresql://u:s3cret@h', 'it names no database'],
    ['postgresql://u:s3cret@h/%ff', 'URI malformed'],
    ['postgresql://u:s3cret@h/d?sslrootcert=/no/such.crt', "no such file or directory, open '/no/such.crt'"],
    ['', 'it must begin with postgresql://'],
  ])('refuses %s without showing the password', (url, reason) => {
    let refusal: unknown;
    try {
      connectionSettings(url);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'P1013', message: expect.stringContaining(reason) });
    expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain('s3cret');
  });
});

describe('connectionFailure', () => {
  const settings = connectionSettings('postgresql://me:s3cret@db:5432/app');
  const fromServer = (code: string) => Object.assign(new ServerError('told by the server', 0, 'error'), { code });
  const fromSystem = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

  test.each([
    ['P1000', fromServer('28P01')],
    ['P1000', new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string')],
    ['P1001', fromSystem('ECONNREFUSED')],
    ['P1001', fromSystem('ENOTFOUND')],
    ['P1001', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })],
    ['P1001', new Error('Connection terminated due to connection timeout')],
    ['P1002', fromServer('57P03')],
    ['P1003', fromServer('3D000')],
    ['P1009', fromServer('42P04')],
    ['P1010', fromServer('28000')],
    ['P1011', new Error('The server does not support SSL connections')],
    ['P1017', new Error('Connection terminated unexpectedly')],
    ['P1017', fromSystem('ECONNRESET')],
    ['P2037', fromServer('53300')],
  ])('%s for %s', (code, error) => {
    const failure = connectionFailure(error, settings);
    expect(failure).toMatchObject({ code, cause: error });
    expect(failure.message).not.toContain('s3cret');
  });

  test('leaves alone what is no failure of the connection', () => {
    const syntax = fromServer('42601');
    expect(connectionFailure(syntax, settings)).toBe(syntax);
    const statementTimeout = Object.assign(
      new ServerError('canceling statement due to statement timeout', 0, 'error'),
      { code: '57014' },
    );
    expect(connectionFailure(statementTimeout, settings)).toBe(statementTimeout);
  });
});

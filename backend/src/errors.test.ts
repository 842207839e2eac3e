import { expect, test } from 'vitest';
import { z } from 'zod';
import { HttpProblem, problemBody, toProblem } from './errors.ts';

test('what has an answer of its own keeps it', () => {
  const problem = new HttpProblem(404, 'There is no such task.');
  expect(toProblem(problem)).toBe(problem);
  expect(problemBody(problem, 'id-1')).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'There is no such task.',
    request_id: 'id-1',
  });
});

test('what nobody foresaw is 500 and tells nothing but the request id', () => {
  for (const unknown of [new Error('secret: hunter2'), 'hunter2', { code: 'hunter2' }, null, undefined]) {
    const problem = toProblem(unknown);
    expect(problem.status).toBe(500);
    expect(JSON.stringify(problemBody(problem, undefined))).not.toContain('hunter2');
    expect(problem.cause).toBe(unknown);
  }
});

test('a value that broke rules is 422 with each field and its rule, not the value', () => {
  const { error } = z.strictObject({ a: z.number('must be a number') }).safeParse({ a: 'hunter2', b: 1 });
  const problem = toProblem(error);
  expect(problem).toMatchObject({
    status: 422,
    message: 'a must be a number; b is not a known field.',
    errors: [
      { path: 'a', message: 'must be a number' },
      { path: 'b', message: 'is not a known field' },
    ],
  });
});

const kind = (cause: object) => ({ code: 'P2010', meta: { driverAdapterError: { cause } } });

test.each([
  ['a code of Prisma', { code: 'P1001' }],
  ['no free connection', { code: 'P2024' }],
  ['a kind of the adapter', kind({ kind: 'ConnectionClosed' })],
  ['a server that shuts down', kind({ kind: 'postgres', originalCode: '57P01' })],
  ['a server that starts', kind({ kind: 'postgres', originalCode: '57P03' })],
  ['a sentence of the driver', { message: 'Connection terminated unexpectedly' }],
  ['a client that cannot start', { name: 'PrismaClientInitializationError' }],
])('a database that is away is 503 with Retry-After: %s', (_what, failure) => {
  const error = Object.assign(new Error('away'), failure);
  expect(toProblem(error)).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
});

test.each([
  ['a broken constraint', { code: 'P2002' }],
  ['a value that the server refuses', kind({ kind: 'postgres', originalCode: '22021' })],
])('what the database answers is no absence: %s', (_what, failure) => {
  expect(toProblem(Object.assign(new Error('refused'), failure)).status).toBe(500);
});

test('a full disk is a clear message', () => {
  const error = Object.assign(new Error('could not extend file'), kind({ kind: 'postgres', originalCode: '53100' }));
  expect(toProblem(error)).toMatchObject({
    status: 503,
    message: 'The database has no disk space left. Nothing was saved.',
  });
});

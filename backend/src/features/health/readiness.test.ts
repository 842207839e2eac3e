import { expect, test } from 'vitest';
import { createReadiness } from './readiness.ts';

const fine = async () => undefined;

test('all checks well is ok', async () => {
  const readiness = createReadiness({ database: fine, votes: fine }, () => 'listen');
  expect(await readiness.read()).toEqual({
    status: 'ok',
    checks: { database: { status: 'ok' }, votes: { status: 'ok' } },
    live_changes: 'listen',
  });
});

test('each check says for itself what is wrong, and one is enough', async () => {
  const probes = {
    database: async () => 'The migration is not applied yet.',
    votes: async () => {
      throw new Error('The vote stream is full.');
    },
    cache: async () => {
      throw Object.assign(new Error('connect\n  refused'), { code: 'ECONNREFUSED' });
    },
    other: fine,
  };
  expect((await createReadiness(probes, () => 'poll').read()).checks).toEqual({
    database: { status: 'failed', detail: 'The migration is not applied yet.' },
    votes: { status: 'failed', detail: 'The vote stream is full.' },
    cache: { status: 'failed', detail: 'connect refused (ECONNREFUSED)' },
    other: { status: 'ok' },
  });
});

test('a check that hangs fails, and the others are still told', async () => {
  const probes = { database: () => new Promise<undefined>(() => {}), votes: fine };
  const { status, checks } = await createReadiness(probes, () => 'poll').read();
  expect(status).toBe('unavailable');
  expect(checks).toEqual({
    database: { status: 'failed', detail: 'It did not answer within 800 ms.' },
    votes: { status: 'ok' },
  });
});

test('RUN-8: while it shuts down it is not ready, whatever the checks say', async () => {
  const readiness = createReadiness({ database: fine }, () => 'listen');
  await readiness.read();
  readiness.turnUnready();
  expect((await readiness.read()).checks).toEqual({ program: { status: 'failed', detail: 'It is shutting down.' } });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { requirement } from '../../../../e2e/requirements.ts';
import { startApp, startAppWithDatabase } from '../../../test/app.ts';
import { snapshot } from '../../../test/database.ts';
import { startTestRedis } from '../../../test/redis.ts';
import { until } from '../../../test/until.ts';
import { createDatabase } from '../../platform/database.ts';
import { createPostgresVoteStream } from './postgres-vote-stream.ts';
import { readVoteResults } from './vote-store.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
beforeAll(async () => {
  app = await startAppWithDatabase();
});
afterEach(() => app.database.sql('TRUNCATE votes, vote_stream, vote_dead_letters'));
afterAll(() => app.stop());

const vote = (json: unknown) => app.send('POST', '/api/vote', { json });

/** That many counted votes, with the last one at this moment. */
async function counted(cats: number, dogs: number, last = '2026-01-02T03:04:05.678Z') {
  await app.database.sql(
    `INSERT INTO votes (stream_id, option, created_at)
     SELECT 'test-' || n, (CASE WHEN n <= $1 THEN 'cats' ELSE 'dogs' END)::vote_option, $3::timestamptz - n * interval '1 s' + interval '1 s'
     FROM generate_series(1, $1::int + $2::int) n`,
    [cats, dogs, last],
  );
}

describe('VOTE-1: voting', () => {
  test.each(['cats', 'dogs'])('a vote for %s is written to the stream and answered with its id', async (option) => {
    const answer = await vote({ option });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      message: 'Vote recorded successfully',
      option,
      stream_id: expect.stringMatching(/^pg-\d+$/),
    });
    const entries = await app.database.sql('SELECT id, option FROM vote_stream');
    expect(entries.map((entry) => ({ ...entry, id: `pg-${String(entry['id'])}` }))).toEqual([
      { id: answer.json.stream_id, option },
    ]);
  });

  test.each([
    ['birds', { option: 'birds' }],
    ['other capitals', { option: 'Cats' }],
    ['nothing', {}],
    ['null', { option: null }],
    ['both', { option: ['cats', 'dogs'] }],
    ['an option of every object', { option: 'constructor' }],
  ])('a vote for %s is 422 with the allowed options, and nothing is written', async (_what, json) => {
    const answer = await vote(json);
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json.errors).toEqual([{ path: 'option', message: 'must be one of: cats, dogs' }]);
    expect((await snapshot(app.database))['vote_stream']).toEqual([]);
  });

  test('a field that nobody knows is refused by its name', async () => {
    const answer = await vote({ option: 'cats', weight: 1000 });
    expect(answer).toMatchObject({
      status: 422,
      json: { errors: [{ path: 'weight', message: 'is not a known field' }] },
    });
  });
});

describe('VOTE-3: the result', () => {
  const read = async () => {
    const database = createDatabase(app.database.url);
    try {
      return await readVoteResults(database);
    } finally {
      await database.$disconnect();
    }
  };

  test.each([
    [0, 0, 0, 0],
    [1, 2, 33.3, 66.7],
    [2, 1, 66.7, 33.3],
    [3, 0, 100, 0],
    [0, 3, 0, 100],
    [1, 1, 50, 50],
    [1, 1999, 0.1, 99.9],
    [7, 5, 58.3, 41.7],
  ])('%i cats and %i dogs are %f and %f per cent', async (cats, dogs, cats_percentage, dogs_percentage) => {
    await counted(cats, dogs);
    expect(await read()).toEqual({
      cats,
      dogs,
      total: cats + dogs,
      cats_percentage,
      dogs_percentage,
      last_updated: cats + dogs > 0 ? '2026-01-02T03:04:05.678Z' : null,
    });
  });

  test('it is kept for two seconds by the server and may be by the browser', async () => {
    // An app of its own: what the others keep depends on when they were asked.
    const own = await startApp(app.database);
    try {
      await counted(1, 0);
      const first = await own.send('GET', '/api/results');
      expect(first).toMatchObject({ status: 200, json: { cats: 1, total: 1 } });
      expect(first.headers['cache-control']).toBe('public, max-age=2');
      await app.database.sql(`INSERT INTO votes (stream_id, option) VALUES ('later', 'dogs')`);
      expect((await own.send('GET', '/api/results')).json).toEqual(first.json);
      await new Promise((resolve) => setTimeout(resolve, 2_050));
      expect((await own.send('GET', '/api/results')).json).toMatchObject({ cats: 1, dogs: 1, total: 2 });
    } finally {
      await own.stop();
    }
  });
});

describe('VOTE-5: a stream that takes no votes', () => {
  test('a full one is 503 with Retry-After, and the vote is not taken', async () => {
    const database = createDatabase(app.database.url);
    const votes = createPostgresVoteStream(database, { maxLength: 2 });
    await app.database.sql(`INSERT INTO vote_stream (option) VALUES ('cats'), ('dogs')`);
    const full = await startApp(app.database, {}, (dependencies) => ({ ...dependencies, votes }));
    try {
      const answer = await full.send('POST', '/api/vote', { json: { option: 'cats' } });
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json.detail).toContain('Your vote was not recorded');
      expect(await app.database.sql('SELECT 1 FROM vote_stream')).toHaveLength(2);
    } finally {
      await full.stop();
      await database.$disconnect();
    }
  });

  const redis = requirement('redis');
  test.skipIf(!redis.available)(
    `Redis without memory or without life is 503, and 201 again by itself afterwards${redis.reason ? ` (${redis.reason})` : ''}`,
    async () => {
      const server = await startTestRedis();
      const own = await startApp(app.database, { REDIS_URL: server.url });
      const add = async () => own.send('POST', '/api/vote', { json: { option: 'dogs' } });
      try {
        await until('votes are taken', async () => (await add()).status === 201);
        expect((await add()).json.stream_id).toMatch(/^\d+-\d+$/);
        const length = await server.client.xLen('votes');

        await server.client.configSet('maxmemory', '1');
        expect(await add()).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
        await server.client.configSet('maxmemory', '0');
        expect(await server.client.xLen('votes')).toBe(length);

        await server.kill();
        expect(await add()).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
        await until('health says so', async () => {
          const health = await own.send('GET', '/api/health');
          return (
            health.status === 503 &&
            health.json.checks.votes.status === 'failed' &&
            health.json.checks.database.status === 'ok'
          );
        });
        // Everything else goes on.
        expect((await own.send('GET', '/api/results')).status).toBe(200);

        await server.restart();
        await until('votes are taken again', async () => (await add()).status === 201);
        await until('health is well again', async () => (await own.send('GET', '/api/health')).status === 200);
        expect(await server.client.xLen('votes')).toBe(length + 1);
      } finally {
        await own.stop();
        await server.stop();
      }
    },
  );
});

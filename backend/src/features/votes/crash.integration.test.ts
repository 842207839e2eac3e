import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { httpClient } from '../../../test/http.ts';
import { freePort, startProgram, type Program } from '../../../test/processes.ts';
import { until } from '../../../test/until.ts';
import { voteWorlds, type VoteWorld } from '../../../test/vote-worlds.ts';

const VOTERS = 6;
const VOTES = 3_000;

describe.each(voteWorlds)('VOTE-5: kill -9 under load, votes in $name', ({ missing, start }) => {
  let world: VoteWorld | undefined;
  const running = new Set<Program>();
  afterEach(async () => {
    for (const program of running) await kill(program);
    await world?.stop();
  });

  async function kill(program: Program) {
    running.delete(program);
    program.kill('SIGKILL');
    await program.ended;
  }

  /** Not before it has counted something, so that it has entries in its hands. */
  async function killAtWork(worker: Program) {
    await worker.logged('votes_counted');
    await kill(worker);
  }

  test.skipIf(missing)(
    `every vote that was answered 201 is counted, and none twice${missing ? ` (${missing})` : ''}`,
    async () => {
      world = await start();
      const { database, environment } = world;
      const port = await freePort();
      const run = (name: 'api' | 'worker') => {
        const settings = { DATABASE_URL: database.url, PORT: String(port), ...environment };
        const program = startProgram(`backend/src/${name}.ts`, settings);
        running.add(program);
        return program;
      };
      let [api, worker] = [run('api'), run('worker')];

      const agent = new Agent({ keepAlive: true });
      const send = httpClient(`http://127.0.0.1:${port}`);
      const accepted: { id: string; option: string }[] = [];
      let refused = 0;
      const killing = { over: false };
      const voter = async (n: number) => {
        while (!killing.over || accepted.length < VOTES) {
          const option = (accepted.length + n) % 3 ? 'cats' : 'dogs';
          const answer = await send('POST', '/api/vote', { json: { option }, agent }).catch(() => undefined);
          if (answer?.status === 201) accepted.push({ id: answer.json.stream_id, option });
          else {
            refused += 1;
            await pause(20);
          }
        }
      };
      const voters = Array.from({ length: VOTERS }, (_, n) => voter(n));
      const more = async (votes: number) => {
        const goal = accepted.length + votes;
        await until(`${votes} more votes are taken`, () => accepted.length >= goal);
      };

      await more(300);
      await killAtWork(worker);
      worker = run('worker');
      await more(300);
      await kill(api);
      api = run('api');
      await more(300);
      database.server.kill();
      await database.server.restart();
      await more(300);
      if (environment['REDIS_URL']) {
        await world.kill();
        await world.restart();
        await more(300);
      }
      await Promise.all([killAtWork(worker), kill(api)]);
      [api, worker] = [run('api'), run('worker')];
      await more(300);
      killing.over = true;
      await Promise.all(voters);
      agent.destroy();

      // What the dead had in their hands is free after fifteen seconds, which are spared here.
      await until('the stream is empty', async () => {
        await world?.age();
        return (await world?.ids())?.length === 0;
      });
      const rows = await database.sql('SELECT stream_id AS id, option FROM votes');
      const counted = new Map(rows.map(({ id, option }) => [String(id), String(option)]));
      expect(new Set(accepted.map(({ id }) => id)).size).toBe(accepted.length);
      expect(accepted.filter(({ id, option }) => counted.get(id) !== option)).toEqual([]);
      // A vote may be counted whose answer was lost on its way; more than those would be votes that nobody cast.
      expect(rows.length - accepted.length).toBeLessThanOrEqual(refused);
      expect(await world.deadLetters()).toEqual([]);
    },
  );
});

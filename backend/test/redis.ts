import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type RedisClientType } from '@redis/client';
import { requirement } from '../../e2e/requirements.ts';
import { until } from './until.ts';
import { freePort, start, type Running } from './processes.ts';

export interface TestRedis {
  url: string;
  /** For what a test does past the app. */
  client: RedisClientType;
  kill: () => Promise<void>;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

/** A Redis of its own, set as the app wants it: nothing that was answered is lost, and nothing is thrown away. */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-test-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({ url, socket: { reconnectStrategy: 50 } }) as RedisClientType;
  client.on('error', () => {}); // it is killed on purpose
  let server: Running;

  async function run() {
    const settings = [
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--maxmemory-policy',
      'noeviction',
      '--save',
      '',
    ];
    const { path } = requirement('redis');
    server = start(path ?? 'redis-server', [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      ...settings,
    ]);
    await until('Redis is ready', () => server.stdout.some((line) => line.includes('Ready to accept connections')));
    if (!client.isOpen) await client.connect();
    await until('the client of the test is connected', () => client.isReady);
  }
  const kill = async () => {
    server.kill('SIGKILL');
    await server.ended;
  };
  await run();
  return {
    url,
    client,
    kill,
    restart: run,
    async stop() {
      client.destroy();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

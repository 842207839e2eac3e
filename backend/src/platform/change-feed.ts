import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Database } from './database.ts';
import type { Logger } from './logger.ts';

const CHANNEL = 'evenkeel_changes';
const PROBE_LIMIT_MS = 2_000;
const PROBE_EVERY_MS = 30_000;
const RECONNECT_MS = 1_000;

/** A task that changed, or undefined when changes may have been missed and everything must be read anew. */
export type OnChange = (taskId: string | undefined) => void;
export type FeedMode = 'starting' | 'listen' | 'poll';

/**
 * Tells who watches a user's tasks that one changed, whoever changed it: a trigger notifies, this listens.
 * A transaction pooler takes LISTEN and then delivers nothing, so a notification of our own proves the way every 30 s;
 * while it does not arrive the mode is `poll`, and watchers have to look for themselves.
 * @param directUrl a connection past the pooler if there is one
 */
export function createChangeFeed(directUrl: string, database: Database, logger: Logger) {
  const watchers = new Map<string, Set<OnChange>>();
  const probes = new Map<string, () => void>();
  let mode: FeedMode = 'starting';
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function setMode(next: FeedMode) {
    if (mode !== next) logger.info({ mode: next }, 'live_changes');
    mode = next;
  }

  function receive(payload: string) {
    const change = JSON.parse(payload) as { type: string; user_id?: string; task_id?: string; probe?: string };
    if (change.type === 'probe') return probes.get(change.probe ?? '')?.();
    for (const onChange of watchers.get(change.user_id ?? '') ?? []) onChange(change.task_id);
  }

  async function proveDelivery(): Promise<boolean> {
    const probe = randomUUID();
    const arrived = new Promise<boolean>((resolve) => {
      probes.set(probe, () => resolve(true));
      setTimeout(resolve, PROBE_LIMIT_MS, false).unref();
    });
    try {
      await database.$executeRaw`SELECT pg_notify(${CHANNEL}, ${JSON.stringify({ type: 'probe', probe })})`;
      return await arrived;
    } finally {
      probes.delete(probe);
    }
  }

  async function connect() {
    const own = new pg.Client({ connectionString: directUrl, connectionTimeoutMillis: 5_000, keepAlive: true });
    client = own;
    own.on('error', () => {}); // 'end' follows
    own.once('end', () => {
      if (client === own) interrupted('The connection has ended.');
    });
    own.on('notification', ({ payload }) => receive(payload ?? '{}'));
    await own.connect();
    await own.query(`LISTEN ${CHANNEL}`);
  }

  /** Connects if need be and proves the way. Changes between two connections reached nobody: all watchers read anew. */
  async function round() {
    try {
      const isNew = client === undefined;
      if (isNew) await connect();
      setMode((await proveDelivery()) ? 'listen' : 'poll');
      if (isNew) for (const each of watchers.values()) for (const onChange of each) onChange(undefined);
      again(PROBE_EVERY_MS);
    } catch (error) {
      const failed = client;
      interrupted((error as Error).message);
      await failed?.end().catch(() => {});
    }
  }

  function interrupted(detail: string) {
    if (closed) return;
    if (mode !== 'poll') logger.warn({ detail }, 'live_changes_interrupted');
    setMode('poll');
    client = undefined;
    again(RECONNECT_MS);
  }

  function again(ms: number) {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void round(), ms);
  }

  void round();

  return {
    mode: () => mode,

    /** @returns what ends the watch */
    watch(userId: string, onChange: OnChange): () => void {
      const mine = watchers.get(userId) ?? new Set();
      watchers.set(userId, mine.add(onChange));
      return () => {
        mine.delete(onChange);
        if (mine.size === 0 && watchers.get(userId) === mine) watchers.delete(userId);
      };
    },

    watchersOf: (userId: string) => watchers.get(userId)?.size ?? 0,

    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
export type ChangeFeed = ReturnType<typeof createChangeFeed>;

import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../native/database.ts';
import type { PartEnding } from '../copy.ts';

const TRIES = 100;

/** The database of a copy, which may crash and come back. */
export function runCluster(startDatabase: () => Promise<Database>) {
  let database: Database | undefined;

  /** After SIGKILL its children need a moment to notice; until then its memory counts as in use. */
  async function start(tries = TRIES): Promise<Database> {
    try {
      return (database = await startDatabase());
    } catch (error) {
      if (tries === 1 || !database) throw error;
      await pause(50);
      return start(tries - 1);
    }
  }

  let isUp = false;
  return {
    async start(): Promise<Database> {
      const started = await start();
      isUp = true;
      return started;
    },
    isRunning: () => isUp,
    async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<PartEnding> {
      isUp = false;
      // Its own SIGTERM waits for those who are connected.
      await database?.server.stop(signal === 'SIGTERM' ? 'SIGINT' : 'SIGKILL');
      return (await database?.server.ended) ?? { code: null, signal: null };
    },
    kill: () => void database?.server.stop('SIGQUIT'),
  };
}

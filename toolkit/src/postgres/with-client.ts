import type { ClientConfig } from 'pg';
import { Client } from 'pg';

/**
 * One connection for one piece of work, closed when that is over. A server that goes away in the middle fails the
 * query that waits; the same loss told once more, when no query waits any longer, ends nobody's process.
 */
export async function withClient<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

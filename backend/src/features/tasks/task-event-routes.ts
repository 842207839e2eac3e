import { HttpProblem } from '../../errors.ts';
import type { Api } from '../../platform/api.ts';
import type { Logger } from '../../platform/logger.ts';
import { UserPath } from './task-schema.ts';
import type { TaskStore } from './task-store.ts';
import type { ChangeFeed } from '../../platform/change-feed.ts';

// Proxies close a connection that is silent for longer, often after 30 or 60 s.
const COMMENT_EVERY_MS = 15_000;
const POLL_EVERY_MS = 2_000;
// A page that reads no more is cut off so long after its stream's end.
const LAST_BYTES_MS = 2_000;
const STREAMS_PER_USER = 20;

/** Server-sent events for one user: ready, task, task-deleted, expired. `ready` asks the client to read everything anew. */
export function taskEventRoutes(
  { route }: Api,
  { tasks, feed, logger }: { tasks: TaskStore; feed: ChangeFeed; logger: Logger },
) {
  const open = new Set<() => void>();
  let closed = false;

  route(
    'get',
    '/api/:user_id/events',
    {
      summary: 'Changes of the tasks as they happen',
      tag: 'tasks',
      signedIn: true,
      params: UserPath,
      streams: 'text/event-stream',
    },
    async ({ params: { user_id }, user, res }) => {
      if (closed) {
        throw new HttpProblem(503, 'This server is shutting down: connect again.', {
          headers: { 'Retry-After': '1' },
          isMeant: true,
        });
      }
      if (feed.watchersOf(user_id) >= STREAMS_PER_USER) {
        const headers = { 'Retry-After': '30' };
        throw new HttpProblem(429, `More than ${STREAMS_PER_USER} pages are open: close some.`, { headers });
      }
      res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      const write = (text: string) => {
        if (!res.writableEnded) res.write(text); // after the end it would be an error that nobody catches
      };
      const send = (event: string, data: object) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      const ready = () => send('ready', { live: feed.mode() === 'listen' ? 'listen' : 'poll' });
      const end = () => {
        res.end();
        setTimeout(() => res.destroy(), LAST_BYTES_MS).unref();
      };
      const failed = (error: unknown) => {
        logger.warn({ err: error }, 'live_change_not_told');
        end();
      };
      const tell = async (taskId: string) => {
        const task = await tasks.find(user_id, taskId);
        if (task) send('task', task);
        else send('task-deleted', { id: taskId });
      };
      const look = pollChanges(() => tasks.versions(user_id), { tell, ready });
      const stopWatching = feed.watch(user_id, (taskId) => {
        if (taskId === undefined) ready();
        else tell(taskId).catch(failed);
      });
      const timers = [
        setInterval(() => write(': still here\n\n'), COMMENT_EVERY_MS),
        setInterval(() => {
          if (feed.mode() === 'listen') look.forget();
          else look.now().catch(() => {}); // the database is away: the next round finds it all
        }, POLL_EVERY_MS),
        setTimeout(
          () => {
            send('expired', {});
            end();
          },
          Math.max(0, user.expiresAt.getTime() - Date.now()),
        ),
      ];
      open.add(end);
      res.once('close', () => {
        open.delete(end);
        stopWatching();
        for (const timer of timers) clearTimeout(timer);
      });
      if (feed.mode() === 'listen') ready();
      else await look.now().catch(failed);
    },
  );

  return {
    /** Ends every stream, so that the server can close; the pages connect again elsewhere. */
    close() {
      closed = true;
      for (const end of open) end();
    },
  };
}

/** Compares what is there with what was there at the last look; what changed before the first one is for `ready`. */
function pollChanges(
  read: () => Promise<Map<string, number>>,
  { tell, ready }: { tell: (taskId: string) => Promise<void>; ready: () => void },
) {
  let known: Map<string, number> | undefined;
  return {
    async now() {
      const current = await read();
      if (!known) ready();
      for (const id of known ? new Set([...known.keys(), ...current.keys()]) : []) {
        if (known?.get(id) !== current.get(id)) await tell(id);
      }
      known = current;
    },
    forget() {
      known = undefined;
    },
  };
}

import type { Response } from 'express';

// Proxies close a connection that is silent for longer, often after 30 or 60 s.
const COMMENT_EVERY_MS = 15_000;

/** Server-sent events on this answer, until end(). */
export function openChatStream(res: Response) {
  res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  const write = (text: string) => {
    if (!res.writableEnded && !res.destroyed) res.write(text);
  };
  const timer = setInterval(() => write(': still here\n\n'), COMMENT_EVERY_MS);
  res.once('close', () => clearInterval(timer));
  return {
    send: (event: string, data: object) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end() {
      clearInterval(timer);
      res.end();
    },
  };
}

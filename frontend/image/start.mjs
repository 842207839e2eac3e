import { format } from 'node:util';

/** The image's program: Next's own server, whose plain lines become lines of JSON as all others of this image are. */
const levels = { log: 'info', info: 'info', debug: 'debug', warn: 'warning', error: 'error' };
for (const [method, level] of Object.entries(levels)) {
  console[method] = (...words) => {
    const message = format(...words).trim();
    const line = { level, time: new Date().toISOString(), event: 'next', message };
    if (message !== '') process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}
await import('./server.js');

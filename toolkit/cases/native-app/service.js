// oxlint-disable node/no-process-env, unicorn/no-process-exit -- a stand-in for an app that is not ours
import { createServer } from 'node:http';
import { log } from './log.js';

const [name] = process.argv.slice(2);
const shown = ['BACKEND_URL', 'LOG_LEVEL', 'API_KEY', 'FROM_DOT_ENV', 'DATABASE_URL'];

const server = createServer((request, response) => {
  if (request.url === '/crash') {
    process.stderr.write('about to crash\n');
    process.exit(7);
  }
  if (process.env.NEVER_HEALTHY === name) response.statusCode = 503;
  if (request.url === '/') log('page_shown');
  response.end(JSON.stringify(Object.fromEntries(shown.map((key) => [key, process.env[key]]))));
});
server.listen(Number(process.env.PORT), '127.0.0.1', () =>
  log('listening', { port: Number(process.env.PORT), pid: process.pid }),
);
process.on('SIGTERM', () => {
  log('shutdown_signal_received');
  if (process.env.STUBBORN !== name) process.exit(0);
});

import { flushCompileCache } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';

// Run while the image is built, with NODE_COMPILE_CACHE set: a start of the image then compiles little. The pauses let
// each step end before the next begins, so that the same functions are compiled each time.
await import('./server.js');
await pause(1_000);
for (const path of ['/api/health', '/', '/sign-in', '/votes', '/api/nothing']) {
  const answer = await fetch(`http://127.0.0.1:3000${path}`);
  await answer.text();
  await pause(200);
}
flushCompileCache();
// oxlint-disable-next-line unicorn/no-process-exit -- the server would go on
process.exit(0);

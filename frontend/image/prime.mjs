import { flushCompileCache } from 'node:module';

// Run while the image is built, with NODE_COMPILE_CACHE set: a start of the image then compiles little.
await import('./server.js');
for (const path of ['/api/health', '/', '/sign-in', '/votes', '/api/nothing']) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:3000${path}`).catch(() => undefined);
    if (answer) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
flushCompileCache();
// oxlint-disable-next-line unicorn/no-process-exit -- the server would go on
process.exit(0);

import { createServer } from 'node:net';

// Below the ports that the system gives to outgoing connections: those may be taken between the look and the start.
const FIRST = 4_300;
const LAST = 4_900;
let next = FIRST;

/** As many ports of this machine as asked for, that nobody listens on; no port twice. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    if (next > LAST) throw new Error(`There are no ${count} free ports between ${FIRST} and ${LAST}.`);
    if (await isFree(next)) found.push(next);
    next += 1;
  }
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createApp } from './app.ts';
import { createDependencies } from './dependencies.ts';
import { apiVariables } from './env-schema.ts';
import { readEnvironment } from './env.ts';
import { drain } from './platform/drain.ts';
import { ProgramFailure, runProgram, type Start } from './platform/program.ts';
import { takeOver } from './platform/take-over.ts';

const ASK_AGAIN_MS = 1_000;

export const start: Start = async (createLogger, server = createServer()) => {
  const env = readEnvironment(apiVariables);
  const logger = createLogger(env.LOG_LEVEL);
  const dependencies = await createDependencies(env, logger);
  const { app, closeStreams } = createApp(dependencies);
  const turn = takeOver(server, app);
  if (!server.listening) await listen(server, env);
  logger.info({ port: (server.address() as AddressInfo).port }, 'api_listening');
  const closing = new AbortController();
  void announceConnections(dependencies, closing.signal);

  return {
    async close() {
      closing.abort();
      dependencies.readiness.turnUnready();
      closeStreams();
      await (turn.isOver() ? turn.finished() : close(server, env.DRAIN_SECONDS * 1000, closeStreams));
      await dependencies.close();
    },
  };
};

// Not where a development host imports it.
if (import.meta.main) await runProgram(start);

function listen(server: Server, { PORT, HOST }: { PORT: number; HOST: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${PORT} on ${HOST} is taken by another program: end it, or set PORT to another one.`;
      reject(error.code === 'EADDRINUSE' ? new ProgramFailure(taken) : error);
    });
    server.listen(PORT, HOST, resolve);
  });
}

async function close(server: Server, drainMs: number, closeStreams: () => void): Promise<void> {
  await drain(server, drainMs);
  const drained = new Promise((resolve) => server.close(resolve));
  // Whoever came back meanwhile.
  closeStreams();
  // A connection becomes idle when its last answer is sent, and would be kept for the next request.
  const sweeping = setInterval(() => server.closeIdleConnections(), 20);
  await drained;
  clearInterval(sweeping);
}

/** Says of each part when it is connected. What is not so at once is a warning, and is asked again. */
async function announceConnections(
  { readiness, logger }: Awaited<ReturnType<typeof createDependencies>>,
  closing: AbortSignal,
) {
  const warned = new Set<string>();
  const connected = new Set<string>();
  while (!closing.aborted) {
    const { checks } = await readiness.read();
    if (closing.aborted) return;
    for (const [name, check] of Object.entries(checks)) {
      if (check.status === 'ok' && !connected.has(name)) logger.info(`${name}_connected`);
      if (check.status === 'ok') connected.add(name);
      else if (!warned.has(name)) logger.warn({ detail: check.detail }, `${name}_not_ready`);
      if (check.status !== 'ok') warned.add(name);
    }
    if (connected.size === Object.keys(checks).length) return;
    await pause(ASK_AGAIN_MS, undefined, { signal: closing }).catch(() => undefined);
  }
}

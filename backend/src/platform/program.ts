import type { Server } from 'node:http';
import { EnvironmentError } from '../env.ts';
import { createLogger, type Logger, type LogLevel } from './logger.ts';

// Kubernetes sends SIGKILL 30 s after SIGTERM: whatever still runs then is lost, so closing ends well before.
const CLOSE_LIMIT_MS = 20_000;

/** A known reason why a program cannot go on: its message says what happened and what to do, its stack is of no use. */
export class ProgramFailure extends Error {}

/** What a program needs to end well: closing finishes what is in flight and may take up to 20 s. */
export type Running = { close: () => Promise<void> };

/**
 * What a program does; a server returns what closes it, a job returns nothing and ends by itself. Given an HTTP server, it
 * answers at that one, in place of whoever did so before.
 */
export type Start = (createLoggerFor: (level?: LogLevel) => Logger, server?: Server) => Promise<Running | void>;

/**
 * Runs a program to its end and ends the process: 0 well, 1 failed, 2 with unusable settings.
 * A server returns what closes it and runs until SIGTERM or SIGINT; a job returns nothing and ends by itself.
 */
export async function runProgram(start: Start) {
  let logger = createLogger();
  const exit = (code: number): never => {
    logger.flush();
    // oxlint-disable-next-line unicorn/no-process-exit -- the one way out of every program of the backend
    process.exit(code);
  };
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error: unknown) => {
      logger.error({ err: error }, 'program_failed');
      exit(1);
    });
  }
  try {
    const running = await start((level) => (logger = createLogger(level)));
    if (!running) return exit(0);
    let stopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (stopping) return;
      stopping = true;
      logger.info({ signal }, 'shutdown_signal_received');
      setTimeout(() => {
        logger.error({ limit_ms: CLOSE_LIMIT_MS }, 'shutdown_incomplete');
        exit(1);
      }, CLOSE_LIMIT_MS).unref();
      running.close().then(
        () => {
          logger.info('shutdown_complete');
          exit(0);
        },
        (error: unknown) => {
          logger.error({ err: error }, 'shutdown_failed');
          exit(1);
        },
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    if (error instanceof EnvironmentError) {
      logger.error({ problems: error.problems, detail: error.message }, 'environment_invalid');
      return exit(2);
    }
    logger.error(error instanceof ProgramFailure ? { detail: error.message } : { err: error }, 'program_failed');
    return exit(1);
  }
}

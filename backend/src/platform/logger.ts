import { pino, stdTimeFunctions, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
export type { Logger };

/**
 * One JSON object a line on stdout: level (debug, info, warning, error), ISO time, event, and what belongs to it.
 * Log calls give the event's name as the message: `logger.info({ tasks: 3 }, 'seed_written')`.
 */
export function createLogger(level: LogLevel = 'info', destination?: DestinationStream): Logger {
  const options = {
    level: level === 'warning' ? 'warn' : level,
    base: null,
    messageKey: 'event',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label === 'warn' ? 'warning' : label }) },
    serializers: { err: errorForLog, cause: errorForLog },
    redact: ['authorization', 'cookie', 'password', 'token', '*.authorization', '*.cookie', '*.password', '*.token'],
  } satisfies LoggerOptions;
  // Written at once: lines that wait in a buffer are lost or overtaken when the process exits.
  return pino(options, destination ?? pino.destination({ sync: true }));
}

/** Only these members: others hold people's texts, as the "failing row" in PostgreSQL's detail does. */
function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return error === undefined ? undefined : { message: JSON.stringify(error) };
  const { name: type, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return { type, code, message, stack, cause: errorForLog(cause) };
}

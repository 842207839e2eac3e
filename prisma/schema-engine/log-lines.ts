import { DatabaseError } from '../../backend/src/platform/postgres-connection.ts';

type Level = 'INFO' | 'WARN' | 'ERROR';

/**
 * Writes one line of the engine's log to stderr: the form that the Prisma CLI parses.
 * Its commands leave out the first line and stumble over anything that is no JSON.
 */
export function tell(
  level: Level,
  message: string,
  more: { error_code?: string; is_panic?: boolean; backtrace?: string } = {},
) {
  const target = level === 'ERROR' ? 'schema_engine::logger' : 'schema_engine';
  const line = { timestamp: new Date().toISOString(), level, fields: { message, ...more }, target };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** Tells what a command failed of. The CLI shows a failure without a code by its message alone. */
export function tellFailure(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  tell('ERROR', message, { is_panic: false, error_code: error instanceof DatabaseError ? error.code : '' });
}

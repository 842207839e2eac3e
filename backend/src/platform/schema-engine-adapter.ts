import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import { DatabaseError as ServerError } from 'pg';
import type { Session } from './postgres-connection.ts';

/** A script that PostgreSQL refused. */
export type FailedScript = { script: string; error: ServerError };

/**
 * Prisma's adapter over one session, mended for what the schema engine needs of it.
 * @param dispose what the engine calls when it needs the connection no more
 * @param onFailedScript hears of each refused script, of which the engine itself keeps the text only
 */
export async function schemaEngineAdapter(
  session: Session,
  schema: string,
  dispose: () => Promise<void>,
  onFailedScript: (failed: FailedScript) => void,
): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(session, { schema }).connect();
  const base: SqlDriverAdapter = Object.create(adapter);
  return Object.assign(base, {
    queryRaw: (query: SqlQuery) => queryWithCharacters(adapter, query),
    // The adapter's own cuts scripts at every semicolon, also inside of a function's body.
    executeScript: async (script: string) => {
      try {
        await session.query(script);
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        onFailedScript({ script, error });
        throw asAdapterError({ script, error });
      }
    },
    dispose,
  });
}

const CHAR = 18;
const TEXT = 25;

/** The catalogs' one-letter columns (type "char") are refused by the adapter and needed by the engine as characters. */
async function queryWithCharacters(adapter: SqlDriverAdapter, query: SqlQuery): Promise<SqlResultSet> {
  let isCharacter: boolean[] = [];
  const performIO: (query: SqlQuery) => Promise<{ fields: { dataTypeID: number }[] }> = Reflect.get(
    adapter,
    'performIO',
  );
  const observed: SqlDriverAdapter = Object.create(adapter, {
    performIO: {
      value: async (asked: SqlQuery) => {
        const result = await performIO.call(adapter, asked);
        isCharacter = result.fields.map((field) => field.dataTypeID === CHAR);
        for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
        return result;
      },
    },
  });
  const rows = await adapter.queryRaw.call(observed, query);
  const columnTypes = rows.columnTypes.map((type, index) => (isCharacter[index] ? ColumnTypeEnum.Character : type));
  return { ...rows, columnTypes };
}

/**
 * The engine keeps the message, in _prisma_migrations.logs for one. Told the SQLSTATE, it would put words of its own
 * in the place of the server's for some of them.
 */
function asAdapterError(failed: FailedScript): DriverAdapterError {
  const { severity = 'ERROR', message } = failed.error;
  const told = {
    severity,
    message: describeFailure(failed),
    code: '',
    detail: undefined,
    column: undefined,
    hint: undefined,
  };
  return new DriverAdapterError({ kind: 'postgres', originalCode: '', originalMessage: message, ...told });
}

/** The server's message, SQLSTATE, detail and hint, and the line of the script that it means. */
export function describeFailure({ script, error }: FailedScript): string {
  const line = error.position ? script.slice(0, Number(error.position) - 1).split('\n').length : undefined;
  const parts = [
    `${error.message} (SQLSTATE ${error.code})`,
    error.detail && `DETAIL: ${error.detail}`,
    error.hint && `HINT: ${error.hint}`,
    line && `LINE ${line}: ${script.split('\n')[line - 1]?.trim()}`,
  ];
  return parts.filter(Boolean).join('\n');
}

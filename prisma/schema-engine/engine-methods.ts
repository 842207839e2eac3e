import { readFileSync } from 'node:fs';
import {
  connectionSettings,
  DatabaseError,
  openSession,
  type ConnectionSettings,
  type Session,
} from '../../backend/src/platform/postgres-connection.ts';
import {
  openSchemaComparison,
  openSchemaEngine,
  type MigrationList,
  type OpenSchemaEngine,
  type SchemaEngine,
} from '../../backend/src/platform/schema-engine.ts';
import { createDatabase } from './databases.ts';
import { givenShadowDatabase, ownShadowDatabases, type ShadowDatabases } from './shadow-databases.ts';

/** What the CLI starts the engine with. */
export type EngineOptions = {
  datasource: { url?: string; shadowDatabaseUrl?: string };
  schemaPaths: string[];
  /** Types of PostgreSQL extensions, which only the native engine understands. */
  hasExtensionTypes: boolean;
};

/** The parameters of a method that are read here; the engine itself reads and checks all of them. */
export type Params = {
  migrationsList?: MigrationList;
  filters?: unknown;
  from?: { tag: string };
  to?: { tag: string };
};
type Result = { stdout?: string | null; appliedMigrationNames?: string[] } | undefined;

export type EngineMethods = {
  /** @param print shows text to the person, apart from the result */
  call: (method: string, params: Params, print: (text: string) => void) => Promise<unknown>;
  /** Drops shadow databases, also in the middle of a call. */
  dropShadows: () => Promise<void>;
  /** Ends the session with the database, after the last call. */
  end: () => Promise<void>;
};

const native =
  'unset PRISMA_SCHEMA_ENGINE_BINARY on a machine that reaches binaries.prisma.sh, where Prisma downloads its native engine';

/** Methods that this engine lacks: what, why, and what to do instead. */
const unsupported: Record<string, string> = {
  introspectSql:
    'TypedSQL (`prisma generate --sql`) is not supported by this schema engine: as WebAssembly it cannot ask PostgreSQL ' +
    `for the types of a query. Write the query with \`$queryRaw\`, or ${native}.`,
  getDatabaseDescription:
    'A description of the database is not supported by this schema engine: as WebAssembly it has no such method. ' +
    'Use `prisma db pull --print`.',
};

const EXTENSION_TYPES =
  'Extension types (`extensions` in prisma.config.ts) are not supported by this schema engine: as WebAssembly it takes none. ' +
  `Use \`Unsupported("…")\` for such columns, or ${native}.`;

const supported = new Set([
  'applyMigrations',
  'createMigration',
  'dbExecute',
  'debugPanic',
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'diff',
  'ensureConnectionValidity',
  'evaluateDataLoss',
  'introspect',
  'markMigrationApplied',
  'markMigrationRolledBack',
  'reset',
  'schemaPush',
  'getDatabaseVersion',
]);

const needsHistory = new Set(['evaluateDataLoss', 'createMigration']);

/** The engine's methods by their JSON-RPC names. The database is first reached by the method that needs it. */
export function engineMethods({ datasource, schemaPaths, hasExtensionTypes }: EngineOptions): EngineMethods {
  let settings: ConnectionSettings | undefined;
  let session: Session | undefined;
  let shadows: ShadowDatabases | undefined;
  let opened: Promise<OpenSchemaEngine> | undefined;
  let hasNewHistory = false;

  const main = () => {
    if (!datasource.url) throw new DatabaseError('P1013', 'No database URL: set `datasource.url` in prisma.config.ts.');
    return (settings ??= connectionSettings(datasource.url));
  };
  const open = () => {
    const { shadowDatabaseUrl } = datasource;
    shadows = shadowDatabaseUrl ? givenShadowDatabase(shadowDatabaseUrl, main()) : ownShadowDatabases(main());
    session = openSession(main());
    const schemaFiles = schemaPaths.map((path): [string, string] => [path, readFileSync(path, 'utf8')]);
    return openSchemaEngine(session, main(), { ...(schemaFiles[0] ? { schemaFiles } : {}), openShadow: shadows.open });
  };

  return {
    call: async (method, params, print) => {
      const reason = hasExtensionTypes ? EXTENSION_TYPES : unsupported[method];
      if (reason) throw new Error(reason);
      if (method === 'createDatabase') {
        await createDatabase(main());
        return { databaseName: main().database };
      }
      if (!supported.has(method)) throw new Error(`The schema engine has no method \`${method}\`.`);
      const { engine, explain } = await (comparesFiles(method, params) ? openSchemaComparison() : (opened ??= open()));
      const { migrationsList, filters } = params;
      try {
        // Against the migrations the engine compares only what this one method has replayed, of those applied by then.
        if (hasNewHistory && needsHistory.has(method)) {
          await invoke(engine, 'devDiagnostic', { ...(migrationsList && { migrationsList }), filters });
          hasNewHistory = false;
        }
        const result = await invoke(engine, method, params);
        if (typeof result === 'string') return result;
        if (result?.appliedMigrationNames?.length) hasNewHistory = true;
        if (!result?.stdout) return result;
        const { stdout, ...rest } = result;
        print(stdout);
        return rest;
      } catch (error) {
        throw explain(error, migrationsList);
      }
    },
    dropShadows: async () => shadows?.dropAll(),
    end: async () => session?.end(),
  };
}

function comparesFiles(method: string, { from, to }: Params): boolean {
  return method === 'diff' && [from, to].every((side) => side && ['empty', 'schemaDatamodel'].includes(side.tag));
}

async function invoke(engine: SchemaEngine, method: string, params: Params): Promise<Result | string> {
  // Its parameter asks for the version of another database, which this engine has no way to.
  if (method === 'getDatabaseVersion') return engine.version(null);
  const run: (params: Params) => Promise<Result> = Reflect.get(engine, method);
  return run.call(engine, params);
}

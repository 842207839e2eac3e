import { readFileSync } from 'node:fs';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { assets } from './assets.ts';
import { connectionFailure, DatabaseError, type ConnectionSettings, type Session } from './postgres-connection.ts';
import { describeFailure, schemaEngineAdapter, type FailedScript } from './schema-engine-adapter.ts';

export type { MigrationList, SchemaEngine };

// The types of WebAssembly come with TypeScript's library of the browser only.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (program: object, imports: object) => { exports: { __wbindgen_start: () => void } };
};

/** A defect inside of the engine, after which nothing of it may be called. */
export class EnginePanic extends Error {}

let loaded = false;

/** Prisma's schema engine as WebAssembly, compiled at the first call. */
export function loadSchemaEngine(): typeof bindings {
  if (!loaded) {
    const panicked = (message: string) => {
      throw new EnginePanic(message);
    };
    // The name under which the engine looks for who hears its last words.
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: panicked } });
    const program = new WebAssembly.Module(readFileSync(assets.schemaEngine()));
    const { exports } = new WebAssembly.Instance(program, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(exports);
    exports.__wbindgen_start();
    loaded = true;
  }
  return bindings;
}

/** A migration that PostgreSQL refused: Prisma's P3018. `reason` is what the server said, with the line of the script. */
export class MigrationFailure extends DatabaseError {
  readonly migration: string;
  readonly reason: string;

  constructor(migration: string, { script, error }: FailedScript) {
    const reason = describeFailure({ script, error });
    super(
      'P3018',
      'A migration failed to apply. New migrations cannot be applied before the error is recovered from. ' +
        'Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve\n\n' +
        `Migration name: ${migration}\n\nDatabase error code: ${error.code}\n\nDatabase error:\nERROR: ${reason}\n`,
      { cause: error },
    );
    this.migration = migration;
    this.reason = reason;
  }
}

/** An empty database beside the main one, in which the engine replays the migrations; `dispose` removes it. */
export type ShadowDatabase = { session: Session; dispose: () => Promise<void> };

export type OpenSchemaEngine = {
  /** Not re-entrant: one call at a time. */
  engine: SchemaEngine;
  /** What a failure of one of the engine's methods means, with Prisma's code where there is one. */
  explain: (error: unknown, migrations?: MigrationList) => Error;
};

/**
 * Opens the engine over one database session, which stays the caller's to end.
 * @param schemaFiles path and text of each schema file, for a schema that names several database schemas
 * @param openShadow needed by what compares with the migrations
 * @throws {Error} as `connectionFailure` gives it when the database does not answer
 */
export async function openSchemaEngine(
  session: Session,
  settings: ConnectionSettings,
  { schemaFiles, openShadow }: { schemaFiles?: [string, string][]; openShadow?: () => Promise<ShadowDatabase> } = {},
): Promise<OpenSchemaEngine> {
  let failed: FailedScript | undefined;
  const adapter = (to: Session, dispose: () => Promise<void>) =>
    schemaEngineAdapter(to, settings.schema, dispose, (script) => (failed = script));
  const factory = bindMigrationAwareSqlAdapterFactory({
    ...adapterName,
    connect: () => adapter(session, async () => {}),
    connectToShadowDb: async () => {
      if (!openShadow) throw new Error('This program compares nothing with a shadow database.');
      const shadow = await openShadow();
      return adapter(shadow.session, shadow.dispose);
    },
  });
  try {
    await session.query('SELECT 1');
  } catch (error) {
    throw connectionFailure(error, settings);
  }
  const engine = await loadSchemaEngine().SchemaEngine.new({ datamodels: schemaFiles }, () => {}, factory);
  return {
    engine,
    explain: (error, migrations) => {
      if (!(error instanceof Error)) return new Error(String(error));
      const hidden = /External error id#(\d+)/.exec(error.message);
      if (hidden) return connectionFailure(factory.errorRegistry.consumeError(Number(hidden[1]))?.error, settings);
      if ('code' in error) return new DatabaseError(String(error.code), error.message, { cause: error });
      return (failed && migrations && migrationFailure(failed, migrations)) ?? error;
    },
  };
}

/** Opens the engine without a database, for a comparison of schema files: it insists on asking one for its version. */
export async function openSchemaComparison(): Promise<OpenSchemaEngine> {
  const noDatabase = async (): Promise<never> => {
    throw new Error('A comparison of schema files asked for a database.');
  };
  const adapter: SqlDriverAdapter = {
    ...adapterName,
    queryRaw: async () => ({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, 'PostgreSQL 17', 170_000]],
    }),
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    executeRaw: noDatabase,
    executeScript: noDatabase,
    startTransaction: noDatabase,
    dispose: async () => {},
  };
  const factory = { ...adapterName, connect: async () => adapter, connectToShadowDb: noDatabase };
  const bound = bindMigrationAwareSqlAdapterFactory(factory satisfies SqlMigrationAwareDriverAdapterFactory);
  const engine = await loadSchemaEngine().SchemaEngine.new({ datamodels: undefined }, () => {}, bound);
  return { engine, explain: (error) => (error instanceof Error ? error : new Error(String(error))) };
}

const adapterName = { provider: 'postgres', adapterName: '@prisma/adapter-pg' } as const;

/** The engine itself, built as WebAssembly, does not tell which migration failed. */
function migrationFailure(failed: FailedScript, { migrationDirectories }: MigrationList): MigrationFailure | undefined {
  const migration = migrationDirectories.find(({ migrationFile: { content } }) => content.value === failed.script);
  return migration && new MigrationFailure(migration.path, failed);
}

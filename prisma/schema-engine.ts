#!/usr/bin/env node
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { connectionSettings } from '../backend/src/platform/postgres-connection.ts';
import { loadSchemaEngine } from '../backend/src/platform/schema-engine.ts';
import { canConnectToDatabase, createDatabase, dropDatabase } from './schema-engine/databases.ts';
import { engineMethods, type EngineMethods } from './schema-engine/engine-methods.ts';
import { tell, tellFailure } from './schema-engine/log-lines.ts';
import { rpcServer } from './schema-engine/rpc-server.ts';

/*
 * Prisma's schema engine without a download: the program that PRISMA_SCHEMA_ENGINE_BINARY names. It speaks the command
 * line of the native engine, which the Prisma CLI starts, over the same engine built as WebAssembly.
 */

/** How long an end in the middle of a command may take to drop shadow databases on a server that does not answer. */
const STOP_LIMIT_MS = 4000;

const commands: Record<string, typeof canConnectToDatabase> = {
  'can-connect-to-database': canConnectToDatabase,
  'create-database': createDatabase,
  'drop-database': dropDatabase,
};

// The CLI stumbles over whatever is no line of the engine's log, and Node's own warnings are none.
process.removeAllListeners('warning').on('warning', ({ message }) => tell('WARN', message));
tell('INFO', 'Starting schema engine');
try {
  await main();
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      version: { type: 'boolean' },
      datasource: { type: 'string', default: '{}' },
      datamodels: { type: 'string', multiple: true, short: 'd', default: [] },
      'enabled-preview-features': { type: 'string' },
      'extension-types': { type: 'string', default: '{}' },
    },
  });
  if (values.version) {
    process.stdout.write(`schema-engine-cli ${loadSchemaEngine().version()}\n`);
    return;
  }
  const datasource: { url?: string; shadowDatabaseUrl?: string } = JSON.parse(values.datasource);
  const extensions: { types?: unknown[] } = JSON.parse(values['extension-types']);
  const [mode, name = ''] = positionals;
  if (mode === 'cli') {
    const command = commands[name];
    if (!command)
      throw new Error(`The schema engine has no command \`${name}\`; it has ${Object.keys(commands).join(', ')}.`);
    tell('INFO', await command(connectionSettings(datasource.url ?? '')));
    return;
  }
  await serve(
    engineMethods({ datasource, schemaPaths: values.datamodels, hasExtensionTypes: Boolean(extensions.types?.length) }),
  );
}

/** Serves until stdin ends, a signal arrives or the engine breaks; whichever it is, no shadow database stays behind. */
async function serve(methods: EngineMethods) {
  const server = rpcServer(methods);
  let stopping = false;
  const stop = async (reason: string, code: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code), STOP_LIMIT_MS);
    const answer = server.interrupt(reason);
    await methods.dropShadows().catch(tellFailure);
    answer?.();
    // A CLI that finds the engine gone before it has told it to go ends without a word and with exit code 0.
    if (answer && !process.stdin.readableEnded) await once(process.stdin, 'end');
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => void stop(`The schema engine was stopped by ${signal}.`, 0));
  const crash = (error: Error) => {
    tell('ERROR', error.message, { is_panic: true, backtrace: error.stack ?? '' });
    void stop(`The schema engine broke, which is a defect of it: ${error.message}`, 1);
  };
  // Most defects inside of the WebAssembly surface here, and the call that met them never ends.
  process.on('uncaughtException', crash);
  await server.run().catch(crash);
  // Timers of the engine would keep the process for seconds. The callback comes when all answers are written.
  if (!stopping) process.stdout.write('', () => process.exit());
}

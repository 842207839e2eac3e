import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectionSettings } from '../../backend/src/platform/postgres-connection.ts';
import { withSession } from './databases.ts';

export type Ended = { code: number | null; stdout: string; output: string };
export type Running = {
  ended: Promise<Ended>;
  /** Sends a signal as a terminal does: to the program and all that it started. */
  signal: (name: NodeJS.Signals) => void;
  /** What it has said on stdout so far. */
  seen: () => string;
};
/** An answer, or with a method a request to print, on the engine's stdout. */
export type Message = {
  id: number;
  result?: unknown;
  error?: { code: number; data: { message: string; error_code: string | null } };
  method?: string;
  params?: { content: string };
};

export type TestProject = ReturnType<typeof createTestProject>;

const CONFIG = `import { join } from 'node:path';
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] = join(import.meta.dirname, 'engine/prisma/schema-engine.ts');
export default { schema: 'prisma', migrations: { path: 'prisma/migrations' }, datasource: { url: process.env['DATABASE_URL'] } };
`;
const HEAD =
  'datasource db {\n  provider = "postgresql"\n}\n\ngenerator client {\n  provider = "prisma-client"\n  output = "../generated"\n';

/** A folder in which the Prisma CLI runs with a copy of this repository's schema engine. Its name has a space. */
export function createTestProject() {
  const repository = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'prisma project '));
  for (const part of ['package.json', 'prisma', 'backend/package.json', 'backend/src/platform']) {
    cpSync(join(repository, part), join(folder, 'engine', part), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'engine', 'node_modules'));
  // The one package that is opened by its path: a link would lead out of the folder with the space.
  const wasm = 'node_modules/@prisma/schema-engine-wasm';
  cpSync(join(repository, wasm), join(folder, 'engine/backend', wasm), { recursive: true });
  writeFileSync(join(folder, 'prisma.config.ts'), CONFIG);
  const migrations = join(folder, 'prisma/migrations');
  mkdirSync(migrations, { recursive: true });
  // Nothing of this machine's own settings. The cache saves a third of the time that the CLI takes.
  const environment = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: join(folder, 'engine'),
    NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/prisma-tests'),
    CHECKPOINT_DISABLE: '1',
    NO_COLOR: '1',
  };
  const start = (program: string, args: string[], stdin: string, more: Record<string, string> = {}): Running => {
    const child = spawn(program, args, { cwd: folder, env: { ...environment, ...more }, detached: true });
    let [stdout, output] = ['', ''];
    child.stdout.on('data', (text) => ((stdout += text), (output += text)));
    child.stderr.on('data', (text) => (output += text));
    child.stdin.end(stdin);
    return {
      ended: new Promise((done) => child.on('close', (code) => done({ code, stdout, output }))),
      signal: (name) => process.kill(-(child.pid ?? 0), name),
      seen: () => stdout,
    };
  };
  const startPrisma = (url: string, args: string, more: Record<string, string> = {}) => {
    const cli = join(repository, 'node_modules/prisma/build/index.js');
    return start(process.execPath, [cli, ...args.split(' ')], '', { DATABASE_URL: url, ...more });
  };
  const startEngine = (args: string[], requests: object[] = []) => {
    const lines = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
    return start(join(folder, 'engine/prisma/schema-engine.ts'), args, lines);
  };

  return {
    folder,
    /** Writes the schema. @param preview a line more for the generator */
    schema: (models: string, preview = '') =>
      writeFileSync(join(folder, 'prisma/schema.prisma'), `${HEAD}${preview}}\n\n${models}`),
    migration: (name: string, sql: string) => {
      mkdirSync(join(migrations, name), { recursive: true });
      writeFileSync(join(migrations, name, 'migration.sql'), sql);
      writeFileSync(join(migrations, 'migration_lock.toml'), 'provider = "postgresql"\n');
    },
    /** Starts a program in the folder, with no environment but what is given. */
    start,
    startPrisma,
    /** Runs `prisma …` to its end. */
    prisma: (url: string, args: string, more?: Record<string, string>) => startPrisma(url, args, more).ended,
    startEngine,
    /** Sends requests to the engine, as the CLI does. @returns what it said on stdout */
    rpc: async (datasource: object, ...requests: object[]): Promise<Message[]> => {
      const { stdout } = await startEngine(['--datasource', JSON.stringify(datasource)], requests).ended;
      return stdout.split('\n').flatMap((line): Message[] => (line ? [JSON.parse(line)] : []));
    },
    /** The parameter of many of the engine's methods. */
    migrationsList: () => ({
      baseDir: migrations,
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
      shadowDbInitScript: '',
      migrationDirectories: readdirSync(migrations, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => ({
          path: name,
          migrationFile: {
            path: 'migration.sql',
            content: { tag: 'ok', value: readFileSync(join(migrations, name, 'migration.sql'), 'utf8') },
          },
        })),
    }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Asks a database by its URL. */
export async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const { rows } = await withSession(connectionSettings(url), (session) => session.query<Record<string, unknown>>(sql));
  return rows;
}

/** The values that a question gives, row by row. */
export async function values(url: string, sql: string): Promise<unknown[]> {
  return (await ask(url, sql)).flatMap((row) => Object.values(row));
}

export const tables = (url: string) =>
  values(url, 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1');
export const shadowDatabases = (url: string) =>
  values(url, `SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db_%'`);

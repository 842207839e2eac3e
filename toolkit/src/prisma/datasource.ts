import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processEnvironment, readDotEnv, setDefault } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import { defaultDataFolder, makePlan, postgresUrl } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import { readProject } from '../native/read-config.ts';
import type { RunRecord } from '../native/run-file.ts';
import { liveRun } from '../native/run-file.ts';
import { readSecrets } from '../native/secrets.ts';
import { keeperMessage } from './keeper-message.ts';
import { needsDatabase } from './needs-database.ts';

export interface Settings {
  /** The program that Prisma takes for its schema engine, seen from the project's folder. */
  schemaEngine?: string;
  /** A step of evenkeel.yaml whose environment Prisma's own seeding gets; for the embedded database only. */
  environmentOf?: string;
}

/** How long a start of `evenkeel up`, or the end of another command's keeper, may take. */
const PATIENCE_MS = 30_000;

/**
 * The datasource of prisma.config.ts: DATABASE_DIRECT_URL or DATABASE_URL of the environment, else the database of the
 * native runtime, which is started for as long as this command runs if it is not up. Says on stderr which one it is.
 * @throws KnownProblem
 */
export async function prismaDatasource(settings: Settings = {}): Promise<{ url: string }> {
  const environment = processEnvironment();
  if (settings.schemaEngine) setDefault('PRISMA_SCHEMA_ENGINE_BINARY', resolve(settings.schemaEngine));
  const variable = environment['DATABASE_DIRECT_URL'] ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  const url = environment[variable];
  if (!needsDatabase(process.argv.slice(2))) return { url: url ?? '' };
  if (url) {
    say(`database ${describe(url)}, from ${variable}`);
    return { url };
  }
  const project = readProject(process.cwd());
  const dataFolder = defaultDataFolder(project.root);
  const { port, from } = await nativeDatabase(project, dataFolder);
  const secrets = readSecrets(dataFolder) ?? {};
  const world = {
    root: project.root,
    dataFolder,
    secrets,
    processEnvironment: environment,
    dotEnv: readDotEnv(project.root),
  };
  const plan = makePlan(project.native, { ...world, portOffset: port - project.native.postgres.port });
  const step = plan.steps.find(({ name }) => name === settings.environmentOf);
  for (const name of Object.keys(project.native.steps[step?.name ?? '']?.environment ?? {})) {
    setDefault(name, step?.environment[name] ?? '');
  }
  const native = postgresUrl(plan.postgres);
  setDefault('DATABASE_URL', native);
  say(`database ${describe(native)}, ${from}`);
  return { url: native };
}

async function nativeDatabase({ root }: Project, dataFolder: string): Promise<{ port: number; from: string }> {
  const until = performance.now() + PATIENCE_MS;
  let started = false;
  for (;;) {
    const run = liveRun(dataFolder);
    if (!run) {
      await startKeeper(root, dataFolder);
      started = true;
    } else if (run.databasePort !== undefined && (await isHeld(run))) {
      const by = run.kind === 'up' ? 'of `evenkeel up`' : 'of another prisma command';
      return { port: run.databasePort, from: started ? 'started for this command' : by };
    } else {
      await pause(50);
    }
    if (performance.now() > until) throw stuck(dataFolder);
  }
}

/** A keeper goes on for as long as somebody is connected; the connection ends with this process, however it ends. */
function isHeld({ leasePort }: RunRecord): Promise<boolean> {
  if (leasePort === undefined) return Promise.resolve(true);
  return new Promise((done) => {
    const lease = connect(leasePort, '127.0.0.1');
    lease.once('connect', () => done(true)).on('error', () => done(false));
    // It must not keep the command from ending.
    lease.unref();
  });
}

/** @throws KnownProblem what kept the keeper from starting the database */
function startKeeper(root: string, dataFolder: string): Promise<void> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`keeper.${extension}`, import.meta.url));
  const keeper = spawn(process.execPath, [program, root, dataFolder], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  return new Promise((done, fail) => {
    keeper.on('message', (text) => {
      const message = keeperMessage.parse(text);
      if (message.kind === 'note') return say(message.text);
      keeper.disconnect();
      keeper.unref();
      if (message.kind === 'problem') fail(new KnownProblem(message.message, message.next));
      else done();
    });
    keeper.once('exit', (code) => fail(new Error(`The keeper of the database ended with exit code ${code}.`)));
  });
}

function stuck(dataFolder: string): KnownProblem {
  return new KnownProblem(
    `The database of ${dataFolder} has been starting or stopping for ${PATIENCE_MS / 1000} s.`,
    'See what `evenkeel up` says there, or give DATABASE_URL.',
  );
}

/** Everything of a URL that may be shown. */
function describe(url: string): string {
  if (!URL.canParse(url)) return '(the URL is malformed)';
  const { hostname, port, pathname } = new URL(url);
  return `${decodeURIComponent(pathname.slice(1))} at ${hostname}${port && `:${port}`}`;
}

function say(text: string): void {
  process.stderr.write(`evenkeel: ${text}\n`);
}

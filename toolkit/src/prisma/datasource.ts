import { resolve } from 'node:path';
import type { Environment } from '../environment.ts';
import { processEnvironment, readDotEnv, setDefault } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import { defaultDataFolder, makePlan, postgresUrl } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import { readProject } from '../native/read-config.ts';
import { readSecrets } from '../native/secrets.ts';
import { runningCopies } from '../runtime/running.ts';
import { onlyOne } from '../runtime/runtime.ts';
import { nativeDatabase } from './native-database.ts';
import { needsDatabase } from './needs-database.ts';
import { stepEnvironment } from './step-environment.ts';

export interface Settings {
  /** The program that Prisma takes for its schema engine, seen from the project's folder. */
  schemaEngine?: string;
  /** A step of evenkeel.yaml whose environment Prisma's own seeding gets, where no URL was given. */
  environmentOf?: string;
}

/** A database, where it comes from, and what a step has in its environment besides. */
interface Found {
  url: string;
  from: string;
  environment: Record<string, string>;
}

/**
 * The datasource of prisma.config.ts: DATABASE_DIRECT_URL or DATABASE_URL of the environment, else the database of the
 * runtime that EVENKEEL_RUNTIME names, else of the one that is up, else the embedded one, which is started for as long
 * as this command runs. Says on stderr which one it is.
 * @throws KnownProblem
 */
export async function prismaDatasource(settings: Settings = {}): Promise<{ url: string }> {
  const environment = processEnvironment();
  if (settings.schemaEngine) setDefault('PRISMA_SCHEMA_ENGINE_BINARY', resolve(settings.schemaEngine));
  const variable = environment['DATABASE_DIRECT_URL'] ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  const given = environment[variable];
  if (!needsDatabase(process.argv.slice(2))) return { url: given ?? '' };
  if (given) {
    say(`database ${describe(given)}, from ${variable}`);
    return { url: given };
  }
  const found = await findDatabase(environment, settings.environmentOf ?? '').catch(spellOut);
  for (const [name, value] of Object.entries(found.environment)) setDefault(name, value);
  setDefault('DATABASE_URL', found.url);
  say(`database ${describe(found.url)}, ${found.from}`);
  return { url: found.url };
}

/** Prisma shows an error's name and message, and nothing else of it. */
function spellOut(error: unknown): never {
  if (!(error instanceof KnownProblem)) throw error;
  const { message, next, exitCode } = error;
  throw Object.assign(new KnownProblem(`${message}\n→ ${next}`, next, exitCode), { name: 'evenkeel' });
}

async function findDatabase(environment: Environment, step: string): Promise<Found> {
  const project = readProject(process.cwd());
  const dataFolder = defaultDataFolder(project.root);
  const copies = await runningCopies({ project, environment, dataFolder, isDataNamed: false, note: say });
  const copy = onlyOne(copies);
  if (!copy || copy.runtime === 'native') return findNative(project, dataFolder, environment, step);
  const url = await copy.databaseUrl();
  const names = await stepEnvironment(project.native, step, { copy, url, dotEnv: readDotEnv(project.root) });
  return { url, from: `of ${copy.title}`, environment: names };
}

async function findNative(
  project: Project,
  dataFolder: string,
  environment: Environment,
  stepName: string,
): Promise<Found> {
  const { root, native } = project;
  const { port, from } = await nativeDatabase(project, dataFolder, say);
  const secrets = readSecrets(dataFolder) ?? {};
  const world = { root, dataFolder, secrets, processEnvironment: environment, dotEnv: readDotEnv(root) };
  const plan = makePlan(native, { ...world, portOffset: port - native.postgres.port });
  const all = plan.steps.find(({ name }) => name === stepName)?.environment ?? {};
  const declared = Object.keys(native.steps[stepName]?.environment ?? {});
  return {
    url: postgresUrl(plan.postgres),
    from,
    environment: Object.fromEntries(declared.map((name) => [name, all[name] ?? ''])),
  };
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

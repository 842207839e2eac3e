import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type Ended } from '../harness/command.ts';
import { plainEnvironment } from '../harness/environment.ts';
import { freePorts } from '../harness/ports.ts';
import { cloneOf, type Run } from '../harness/run.ts';
import { hideSecrets } from './secrets.ts';
import { startWatch } from './watch.ts';

export interface ProjectOptions {
  docker: string;
  run: Run;
  /** Tells the projects of a run apart. */
  name: string;
  /** A copy of the repository that the test edits, which then gets images of its own; else the run's. */
  folder?: string;
  /** More files for Compose, after compose.yaml. */
  files?: string[];
  /** Given to Compose besides the ports, as a user's environment would. */
  env?: Record<string, string>;
}

/** What `docker compose ps` tells of a service. */
export interface ServiceState {
  ID: string;
  Service: string;
  State: string;
  Health: string;
  ExitCode: number;
}

export type Project = Awaited<ReturnType<typeof createProject>>;

// Compose clears the line of its progress even where it shows none.
const CLEAR_LINE = '\u001b[2K';

/** This repository's compose.yaml as a project of its own: name, ports, volumes, images. It starts nothing yet. */
export async function createProject(options: ProjectOptions) {
  const { docker, run, folder = cloneOf(run) } = options;
  const name = `${run.name}-${options.name}`;
  const [frontendPort = 0, backendPort = 0, postgresPort = 0] = await freePorts(3);
  const files = writeFiles(run, name, options.folder ? name : run.name);
  const given = { FRONTEND_PORT: frontendPort, BACKEND_PORT: backendPort, POSTGRES_PORT: postgresPort, ...options.env };
  const env = {
    ...plainEnvironment(),
    ...Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)])),
  };
  // The empty env file keeps the .env of the checkout out.
  const words = [docker, 'compose', '--project-name', name, '--progress', 'plain', '--env-file', files.environment];
  words.push('--project-directory', folder, '--file', join(folder, 'compose.yaml'), '--file', files.images);
  words.push(...(options.files ?? []).flatMap((file) => ['--file', file]));

  const compose = (args: string[], more: { env?: Record<string, string>; limitMs?: number } = {}): Promise<Ended> =>
    runCommand([...words, ...args], { ...more, cwd: folder, env: { ...env, ...more.env } });
  const logs = async (...services: string[]) =>
    (await compose(['logs', '--no-color', ...services])).text.replaceAll(CLEAR_LINE, '');
  const tellAll = async (what: string) => hideSecrets(docker, name, `${what}\n${await logs()}`);

  async function demand(args: string[], more: Parameters<typeof compose>[1] = {}): Promise<string> {
    const { code, text } = await compose(args, more);
    if (code === 0) return text;
    throw new Error(await tellAll(`\`docker compose ${args.join(' ')}\` ended with ${code}:\n${text}`));
  }
  async function exec(service: string, ...command: string[]): Promise<string> {
    return (await demand(['exec', '--no-TTY', service, ...command])).trim();
  }

  return {
    name,
    folder,
    ports: { frontend: frontendPort, backend: backendPort, postgres: postgresPort },
    frontend: `http://localhost:${frontendPort}`,
    backend: `http://localhost:${backendPort}`,
    /** Any command of Compose, whatever comes of it. */
    compose,
    /** One that has to succeed; else its words and all logs are the error. */
    demand,
    exec,
    logs,
    /** The logs of all services as they may be shown to people, below what happened. */
    tellAll,
    up: (...args: string[]) => demand(['up', '--wait', ...args]),
    down: (...args: string[]) => demand(['down', '--remove-orphans', '--timeout', '5', ...args]),
    watch: () => startWatch([...words, 'watch'], { cwd: folder, env, run }),
    secret: (key: string) => exec('postgres', 'cat', `/run/evenkeel/${key}`),
    sql: (query: string) => exec('postgres', 'psql', '--username=app', '--dbname=app', '-Atc', query),
    async states(): Promise<Record<string, ServiceState>> {
      const lines = (await demand(['ps', '--all', '--format', 'json'])).split('\n').filter(Boolean);
      const services = lines.map((line) => JSON.parse(line) as ServiceState);
      return Object.fromEntries(services.map((service) => [service.Service, service]));
    },
  };
}

/** The images get names of their own, and no others, so that those of a user's copy stay what they are. */
function writeFiles(run: Run, name: string, prefix: string) {
  const folder = join(run.folder, name);
  mkdirSync(folder, { recursive: true });
  const services = Object.entries({ backend: ['secrets', 'migrate', 'backend', 'worker'], frontend: ['frontend'] });
  const lines = services.flatMap(([kind, names]) =>
    names.map(
      (service) => `  ${service}: { image: '${prefix}-${kind}:\${APP_TARGET:-dev}', build: { tags: !reset [] } }`,
    ),
  );
  writeFileSync(join(folder, 'images.yaml'), ['services:', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'empty.env'), '');
  return { images: join(folder, 'images.yaml'), environment: join(folder, 'empty.env') };
}

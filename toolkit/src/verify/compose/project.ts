import type { Environment } from '../../environment.ts';
import type { Container } from './container.ts';
import { readContainers } from './container.ts';
import type { Inside } from '../inside.ts';
import type { ProgramOptions, Said } from '../program.ts';
import { linesOf } from '../program.ts';
import { docker, dockerMust, whyItFailed } from './docker.ts';
import { readStats } from './stats.ts';

type Options = Omit<ProgramOptions, 'cwd' | 'environment'>;

/** One copy of the app under Docker Compose: what can be asked of it, and done with it. */
export interface ComposeProject extends Inside {
  name: string;
  /** Also of services that are no part of a copy. */
  lines(service: string): Promise<string[]>;
  /** Runs docker with the variables of this copy. */
  docker(args: readonly string[], options?: Options): Promise<Said>;
  /** @returns stdout of a docker command that must work */
  ask(args: readonly string[], options?: Options): Promise<string>;
  /** Runs `docker compose` on this copy, with more compose files after its own. */
  compose(args: readonly string[], options?: Options & { files?: readonly string[] }): Promise<Said>;
  /** The compose file as Compose reads it with these variables, as JSON; it has secrets in it where some are given. */
  config(variables: Record<string, string>): Promise<string>;
  /** Builds the images, which all copies share. */
  build(options?: Options): Promise<Said>;
  /** All containers of this copy, also those that have ended. */
  containers(): Promise<Container[]>;
  /** One of them, by its id. */
  container(id: string): Promise<Container>;
}

export interface Given {
  name: string;
  root: string;
  /** Empty: those that Compose finds by itself. */
  files: readonly string[];
  /** Is read in the place of .env. */
  envFile?: string;
  environment: Environment;
  /** Ends whatever is being asked, unless the call says something else. */
  stop?: AbortSignal;
}

export function createProject({ name, root, files: own, envFile, environment, stop }: Given): ComposeProject {
  const surroundings = { cwd: root, environment, stop };
  const base = [
    'compose',
    '--progress',
    'plain',
    ...(envFile === undefined ? [] : ['--env-file', envFile]),
    ...own.flatMap((file) => ['--file', file]),
  ];
  const composeArgs = (args: readonly string[], more: readonly string[] = []) => [
    ...base,
    ...more.flatMap((file) => ['--file', file]),
    '--project-name',
    name,
    ...args,
  ];
  const ask = (args: readonly string[], options?: Options) => dockerMust(args, { ...surroundings, ...options });
  const containersOf = async (filters: string[]) => {
    const found = await ask([
      'ps',
      '-aq',
      '--no-trunc',
      ...[project(name), ...filters].flatMap((each) => ['--filter', each]),
    ]);
    const ids = found.split('\n').filter(Boolean);
    return ids.length === 0 ? [] : readContainers(await inspect(ids));
  };
  /** One that is removed just now is no failure. */
  const inspect = async (ids: string[]) => (await docker(['container', 'inspect', ...ids], surroundings)).out;

  return {
    name,
    root,
    docker: (args, options) => docker(args, { ...surroundings, ...options }),
    ask,
    compose: (args, { files: more, ...options } = {}) =>
      docker(composeArgs(args, more), { ...surroundings, ...options }),
    config: (variables) =>
      dockerMust(composeArgs(['config', '--format', 'json']), {
        ...surroundings,
        environment: { ...environment, ...variables },
      }),
    // Under the project's usual name.
    build: (options) =>
      docker([...base, 'build'], {
        ...surroundings,
        ...options,
        environment: { ...environment, COMPOSE_PROJECT_NAME: undefined },
      }),
    containers: () => containersOf([]),
    async container(id) {
      const [container] = readContainers(await ask(['container', 'inspect', id]));
      if (!container) throw new Error(`There is no container ${id}.`);
      return container;
    },
    exec: (service, command) => ask(composeArgs(['exec', '-T', service, ...command])),
    async memory() {
      const containers = (await containersOf([])).filter(({ status }) => status === 'running');
      const ids = containers.map(({ id }) => id);
      return readStats(await ask(['stats', '--no-stream', '--no-trunc', '--format', '{{json .}}', ...ids]), containers);
    },
    async scale(service, replicas) {
      const how = ['--detach', '--wait', '--no-deps', '--no-build', '--no-recreate'];
      const args = ['up', ...how, '--scale', `${service}=${replicas}`, service];
      const { code, err } = await docker(composeArgs(args), surroundings);
      if (code !== 0) throw whyItFailed(args, err);
    },
    async lines(service) {
      const containers = await containersOf([`label=com.docker.compose.service=${service}`]);
      const logs = await Promise.all(containers.map(({ id }) => docker(['logs', id], surroundings)));
      return logs.flatMap(({ out, err }) => linesOf(out + err));
    },
  };
}

export const project = (name: string) => `label=com.docker.compose.project=${name}`;

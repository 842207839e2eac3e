import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { thisMachine } from '../doctor/machine.ts';
import type { Environment } from '../environment.ts';
import { readDotEnv } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import { databaseUrl } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import { explainComplaint } from './compose-complaint.ts';
import type { Complaint } from './compose-complaint.ts';
import { readSecret } from './compose-secret.ts';
import type { ComposeServices } from './compose-services.ts';
import { addressOf, parseServices, webAddress } from './compose-services.ts';
import { COMPOSE_LIMIT_MS, dockerCompose } from './docker-compose.ts';
import { demoUserOf } from './demo-user-of.ts';
import type { RunningCopy } from './runtime.ts';
import { CHOICE_VARIABLE } from './runtime.ts';

/** A copy of the app that Docker Compose runs. */
export interface ComposeCopy extends RunningCopy {
  runtime: 'compose';
  /** Set where another checkout has started it: it is that one's data. */
  startedElsewhere: string | undefined;
  /**
   * One of the secrets that the copy uses.
   * @throws KnownProblem
   */
  secret: (name: string) => Promise<string>;
}

export type ComposeState =
  /** The project has no compose file. */
  { kind: 'none' } | { kind: 'down' } | ({ kind: 'untold' } & Complaint) | { kind: 'up'; copy: ComposeCopy };

/** Some thousand characters a container. */
const LIMIT_CHARACTERS = 2_000_000;
const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Tells whether Docker Compose runs the project, under the name that COMPOSE_PROJECT_NAME or its file gives it. */
export async function composeState(project: Project, environment: Environment): Promise<ComposeState> {
  const { root } = project;
  const isNamed = Boolean(environment['COMPOSE_FILE'] || readDotEnv(root)['COMPOSE_FILE']);
  if (!isNamed && !FILES.some((name) => existsSync(join(root, name)))) return { kind: 'none' };
  const answer = await dockerCompose(project, environment, ['ps', '--format', 'json'], {
    limitCharacters: LIMIT_CHARACTERS,
  });
  const services = answer.kind === 'ended' && answer.code === 0 ? parseServices(answer.out) : undefined;
  if (services === undefined) return { kind: 'untold', ...explainComplaint(answer, thisMachine(), COMPOSE_LIMIT_MS) };
  return services === 'none' ? { kind: 'down' } : { kind: 'up', copy: copyOf(project, environment, services) };
}

function copyOf(project: Project, environment: Environment, services: ComposeServices): ComposeCopy {
  const { native, compose: config } = project;
  const inside = (service: string) => native.services[service]?.ports[0];
  const postgres = addressOf(services, config.postgres, 5432);
  const secret = (name: string) => readSecret(project, environment, name);
  return {
    runtime: 'compose',
    title: `Docker Compose, project ${services.project}`,
    choice: `${CHOICE_VARIABLE}=compose`,
    startedElsewhere: isHere(project.root, services.startedIn) ? undefined : services.startedIn,
    frontend: webAddress(addressOf(services, 'frontend', inside('frontend'))),
    backend: webAddress(addressOf(services, 'backend', inside('backend'))),
    postgres,
    log: '`docker compose logs backend`',
    secret,
    databaseUrl: async () => {
      if (!postgres) throw withoutDatabase(services, config.postgres);
      const { user, database, password } = native.postgres;
      return databaseUrl({ user, database, password: await secret(password), ...postgres });
    },
    demoUser: () => demoUserOf(native, secret),
  };
}

/** A copy that says nothing of its folder is believed to be this project's. */
function isHere(root: string, startedIn: string | undefined): boolean {
  if (startedIn === undefined) return true;
  try {
    return realpathSync(startedIn) === realpathSync(root);
  } catch {
    return false;
  }
}

function withoutDatabase({ published }: ComposeServices, service: string): KnownProblem {
  return published.has(service)
    ? new KnownProblem(
        `The service ${service} of Docker Compose is not published, so this machine does not reach it.`,
        'Give it a port in the compose file, on 127.0.0.1.',
      )
    : new KnownProblem(
        `Docker Compose is up without its database: the service ${service} does not run.`,
        `Start it: docker compose up -d ${service}`,
      );
}

/** It was asked for by name, and nothing of it runs. */
export const composeIsDown = (): KnownProblem =>
  new KnownProblem(
    'Docker Compose does not run the app.',
    'Start it: docker compose up -d. If it runs under another name, give that in COMPOSE_PROJECT_NAME.',
  );

import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { thisMachine } from '../doctor/machine.ts';
import type { Environment } from '../environment.ts';
import { readDotEnv } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { databaseUrl } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import type { Answer, AskOptions } from '../system/ask.ts';
import { askBriefly } from '../system/ask.ts';
import { explainComplaint } from './compose-complaint.ts';
import type { Complaint } from './compose-complaint.ts';
import type { ComposeServices } from './compose-services.ts';
import { addressOf, parseServices, webAddress } from './compose-services.ts';
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

/** Compose answers in a tenth of a second; a machine that is busy is given time, one that hangs is not. */
const LIMIT_MS = 3000;
/** Some thousand characters a container. */
const LIMIT_CHARACTERS = 2_000_000;
const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Tells whether Docker Compose runs the project, under the name that COMPOSE_PROJECT_NAME or its file gives it. */
export async function composeState(project: Project, environment: Environment): Promise<ComposeState> {
  const { root } = project;
  const isNamed = Boolean(environment['COMPOSE_FILE'] || readDotEnv(root)['COMPOSE_FILE']);
  if (!isNamed && !FILES.some((name) => existsSync(join(root, name)))) return { kind: 'none' };
  const answer = await compose(project, environment, ['ps', '--format', 'json'], {
    limitCharacters: LIMIT_CHARACTERS,
  });
  const services = answer.kind === 'ended' && answer.code === 0 ? parseServices(answer.out) : undefined;
  if (services === undefined) return { kind: 'untold', ...explainComplaint(answer, thisMachine(), LIMIT_MS) };
  return services === 'none' ? { kind: 'down' } : { kind: 'up', copy: copyOf(project, environment, services) };
}

/** Asks `docker compose`, in the project's folder. */
export async function compose(
  { root }: Project,
  environment: Environment,
  words: string[],
  options: AskOptions = {},
): Promise<Answer> {
  // Complaints are recognised by their English words.
  const env = { ...environment, LC_ALL: 'C', COMPOSE_ANSI: 'never' };
  return (await askBriefly(['docker', 'compose', ...words], root, env, { limitMs: LIMIT_MS, ...options })).answer;
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
    demoUser: async () => {
      if (!native.demo) {
        const message = 'evenkeel.yaml names no demo user.';
        throw new KnownProblem(message, 'Add native.demo with email and password.', EXIT.wrongUse);
      }
      return { email: native.demo.email, password: await secret(native.demo.password) };
    },
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

/** By the database's service, because the app's own images have no program that shows a file. */
async function readSecret(project: Project, environment: Environment, name: string): Promise<string> {
  const { postgres, secrets } = project.compose;
  const file = `${secrets}/${name}`;
  const answer = await compose(project, environment, ['exec', '-T', postgres, 'cat', file]);
  const value = answer.kind === 'ended' && answer.code === 0 ? answer.out.replace(/\r?\n$/, '') : '';
  if (value !== '') return value;
  const said = answer.kind === 'ended' ? answer.err : '';
  if (/is not running|no such service/i.test(said)) {
    throw new KnownProblem(
      `${name} cannot be read: the service ${postgres} of Docker Compose does not run.`,
      `Start it: docker compose up -d ${postgres}. If it has another name, give that in evenkeel.yaml: compose.postgres`,
    );
  }
  if (answer.kind === 'ended' && (answer.code === 0 || /No such file|Is a directory/i.test(said))) {
    throw new KnownProblem(
      `There is no ${name} in ${secrets} of the service ${postgres}.`,
      'Start all of it: docker compose up -d. If secrets lie elsewhere, say where in evenkeel.yaml: compose.secrets',
    );
  }
  throw explainComplaint(answer, thisMachine(), LIMIT_MS).problem;
}

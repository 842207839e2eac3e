/**
 * What a test needs from the machine beyond Node. A missing part means that the tests that need it are not run, with
 * the reason in their title; EVENKEEL_REQUIRE (a comma list) turns "not run" into a failure, so that CI cannot go
 * green by testing less.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseContext } from '../toolkit/src/runtime/kube-context.ts';

export type RequirementName = 'browser' | 'cluster' | 'docker' | 'helm' | 'pgbouncer' | 'redis' | 'tilt';

export interface Requirement {
  available: boolean;
  /** Why it is not available, ready for a test's title; absent when it is. */
  reason?: string;
  /** The program that was found. */
  path?: string;
}

// A healthy engine and a healthy cluster answer in a tenth of this, a hanging one never.
const ANSWER_LIMIT_MS = 5_000;
const LEAST_COMPOSE = [2, 26];
const LEAST_KUBERNETES = [1, 30];

/** What is no program: a test finds out by trying whether it is there. */
const abilities = ['network-policies'] as const;

interface Needed {
  variable: string;
  names: string[];
  missing: string;
  /** What is wrong with a program that was found. */
  complaint?: (path: string, env: NodeJS.ProcessEnv) => string | undefined;
}

const programs: Record<RequirementName, Needed> = {
  browser: {
    variable: 'CHROMIUM_PATH',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    missing: 'no Chromium: install it or set CHROMIUM_PATH',
  },
  cluster: {
    variable: 'KUBECTL_PATH',
    names: ['kubectl'],
    missing: 'no cluster: there is no kubectl program; `npm run doctor -- cluster` says how to get it',
    complaint: clusterComplaint,
  },
  docker: {
    variable: 'DOCKER_PATH',
    names: ['docker'],
    missing: 'no Docker Engine: there is no docker program; `npm run doctor -- compose` says how to get it',
    complaint: engineComplaint,
  },
  helm: {
    variable: 'HELM_PATH',
    names: ['helm'],
    missing: 'no Helm: `npm run doctor -- cluster` says how to get it',
  },
  pgbouncer: {
    variable: 'PGBOUNCER_PATH',
    names: ['pgbouncer'],
    missing: 'no PgBouncer: install pgbouncer or set PGBOUNCER_PATH',
  },
  redis: {
    variable: 'REDIS_SERVER_PATH',
    names: ['redis-server'],
    missing: 'no Redis: install redis-server or set REDIS_SERVER_PATH',
  },
  tilt: {
    variable: 'TILT_PATH',
    names: ['tilt'],
    missing: 'no Tilt: `npm run doctor -- cluster` says how to get it',
  },
};

/**
 * Looks for a part that a test needs.
 * @throws when EVENKEEL_REQUIRE names a part that is missing, or one that nobody knows.
 */
export function requirement(name: RequirementName, env: NodeJS.ProcessEnv = process.env): Requirement {
  const required = isRequired(name, env);
  const { variable, names, missing, complaint } = programs[name];
  const chosen = env[variable];
  const path = chosen ? (isExecutable(chosen) ? chosen : undefined) : findOnPath(names, env['PATH']);
  const wrong = path && complaint?.(path, env);
  if (path && !wrong) return { available: true, path };
  const reason = wrong || (chosen ? `${variable} names ${chosen}, which cannot be run` : missing);
  if (required) throw new Error(`EVENKEEL_REQUIRE asks for ${name}: ${reason}.`);
  return { available: false, reason };
}

/**
 * Whether EVENKEEL_REQUIRE asks for it.
 * @throws when it names something that nobody knows, so that a typing mistake cannot turn checks off.
 */
export function isRequired(name: RequirementName | (typeof abilities)[number], env: NodeJS.ProcessEnv = process.env) {
  const required = (env['EVENKEEL_REQUIRE'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  const known = [...Object.keys(programs), ...abilities];
  const unknown = required.filter((each) => !known.includes(each));
  if (unknown.length > 0) {
    throw new Error(`EVENKEEL_REQUIRE names ${unknown.join(', ')}; known are ${known.join(', ')}.`);
  }
  return required.includes(name);
}

/** An engine has to answer, and its Compose has to know what compose.yaml says. */
function engineComplaint(docker: string, env: NodeJS.ProcessEnv): string | undefined {
  const ask = (...args: string[]) => spawnSync(docker, args, { env, encoding: 'utf8', timeout: ANSWER_LIMIT_MS });
  const doctor = '`npm run doctor -- compose` says what to do';
  const engine = ask('version', '--format', '{{.Server.Version}}');
  if (engine.error) return `no Docker Engine: its daemon does not answer in ${ANSWER_LIMIT_MS / 1000} s; ${doctor}`;
  if (engine.status !== 0) return `no Docker Engine: docker reaches no daemon; ${doctor}`;
  const compose = ask('compose', 'version', '--short');
  if (compose.status !== 0) return `no Docker Compose: docker does not know the command compose; ${doctor}`;
  const version = compose.stdout.trim().replace(/^v/, '');
  return isAtLeast(LEAST_COMPOSE, version)
    ? undefined
    : `Docker Compose is ${version}, and ${LEAST_COMPOSE.join('.')} is needed; ${doctor}`;
}

/** Tests make and delete things: a cluster that is not on this machine is none for them. */
function clusterComplaint(kubectl: string, env: NodeJS.ProcessEnv): string | undefined {
  const ask = (...args: string[]) => spawnSync(kubectl, args, { env, encoding: 'utf8', timeout: ANSWER_LIMIT_MS });
  const doctor = '`npm run doctor -- cluster` says what to do';
  const context = parseContext(ask('config', 'view', '--minify', '--output=json').stdout ?? '');
  if (context === undefined) return `no cluster: kubectl has no current context; ${doctor}`;
  const { name, kind } = context;
  if (kind === undefined) {
    return `no local cluster: ${name} may be anywhere; choose one with \`kubectl config use-context\``;
  }
  const { status, stdout } = ask('version', '--output=json', `--request-timeout=${ANSWER_LIMIT_MS / 1000 - 1}s`);
  const version = status === 0 ? /"serverVersion":[^}]*"gitVersion": "v([^"]+)"/.exec(stdout)?.[1] : undefined;
  if (version === undefined) {
    return `no cluster: ${name} does not answer in ${ANSWER_LIMIT_MS / 1000} s; ${doctor}`;
  }
  if (isAtLeast(LEAST_KUBERNETES, version)) return undefined;
  return `the cluster ${name} is Kubernetes ${version}, and ${LEAST_KUBERNETES.join('.')} is needed; ${doctor}`;
}

function isAtLeast([leastMajor = 0, leastMinor = 0]: number[], version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function findOnPath(names: string[], path = ''): string | undefined {
  const folders = path.split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

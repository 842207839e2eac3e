import type { NativeConfig } from '../native/config.ts';
import { references } from '../native/references.ts';
import type { LocalRuntime } from '../runtime/runtime.ts';
import type { Decision } from './decide.ts';

const RESTARTS: Record<LocalRuntime, string> = {
  compose: 'Start Docker Compose again: docker compose down && docker compose up -d',
  native: 'Start the native runtime again: Ctrl-C, then evenkeel up',
};

/** Of Docker Compose: it has a new password already; it might have an old one; or neither is a question. */
export type DatabaseState = 'told' | 'unknown' | 'unconcerned';

interface Situation {
  config: NativeConfig;
  decisions: readonly Decision[];
  /** Which runtimes are up with the values from before. */
  up: readonly LocalRuntime[];
  database: DatabaseState;
}

/** What new values mean, and what has to start again to have them; nothing when no value is new. */
export function advice({ config, decisions, up, database }: Situation): string[] {
  const fresh = decisions.filter(({ state }) => state !== 'kept').map(({ name }) => name);
  const rotated = decisions.filter(({ state }) => state === 'rotated').map(({ name }) => name);
  if (fresh.length === 0) return [];
  const meanings = rotated.flatMap((name) => {
    const meaning = config.secrets[name]?.rotation;
    return meaning === undefined ? [] : [`${name}: ${meaning}`];
  });
  const stale = up.filter((runtime) => decisions.some((each) => isNewTo(runtime, each)));
  const nextStart = up.length === 0 && rotated.length > 0 ? ['Nothing is up: the next start has the new values.'] : [];
  return [
    ...meanings,
    ...aboutDatabase(config.postgres.password, rotated, database),
    ...stale.map((name) => RESTARTS[name]),
    ...nextStart,
  ];
}

function aboutDatabase(name: string, rotated: string[], database: DatabaseState): string[] {
  const own = 'the native runtime keeps a password of its own for its database';
  const compose = {
    told: [`${name}: the database of Docker Compose has it already`],
    unknown: [
      `${name}: if Docker Compose has a database already, that keeps the old one. Then: docker compose up -d postgres, ` +
        `and evenkeel secrets --rotate ${name}`,
    ],
    unconcerned: [],
  };
  return [...compose[database], ...(rotated.includes(name) ? [`${name}: ${own}`] : [])];
}

function isNewTo(runtime: LocalRuntime, decision: Decision): boolean {
  if (decision.state === 'taken') return decision.from !== runtime;
  return decision.state !== 'kept';
}

/** The services and steps of evenkeel.yaml that are given a secret. */
export function usersOf({ services, steps }: NativeConfig, name: string): string[] {
  return Object.entries({ ...steps, ...services })
    .filter(([, { environment }]) => Object.values(environment).some((text) => references(text).includes(name)))
    .map(([part]) => part);
}

import { createHash } from 'node:crypto';
import { basename, delimiter, join } from 'node:path';
import type { Environment } from '../environment.ts';
import type { NativeConfig, ServiceConfig, StepConfig } from './config.ts';
import { fillIn, references } from './references.ts';
import type { Secrets } from './secrets.ts';

/** One program to be started, with everything that it needs decided. */
export interface Part {
  name: string;
  command: [string, ...string[]];
  folder: string;
  environment: Record<string, string>;
  /** The parts that must be healthy or completed before it starts. */
  after: string[];
}

export interface Step extends Part {
  /** Changes when a step that runs once must run again; absent for a step that always runs. */
  onceKey: string | undefined;
  sources: string[];
  generates: string[];
}

export interface Service extends Part {
  port: number | undefined;
  health: { url: string } | { heartbeat: string; maxAgeMs: number };
  startLimitMs: number;
  stopLimitMs: number;
  warmUpUrl: string | undefined;
}

export interface Plan {
  postgres: { port: number; user: string; database: string; password: string };
  steps: Step[];
  services: Service[];
  /** What people open, by service. */
  addresses: Record<string, string>;
  demo: { email: string; password: string } | undefined;
  /** Variables that were given, but that the native runtime decides itself. */
  unused: { name: string; from: '.env' | 'environment' }[];
}

/** What the plan depends on besides evenkeel.yaml. */
export interface World {
  root: string;
  dataFolder: string;
  portOffset: number;
  secrets: Secrets;
  processEnvironment: Environment;
  dotEnv: Environment;
}

const HOST = '127.0.0.1';

/**
 * Decides what is started, where and with which environment. A value of evenkeel.yaml that refers to an address is
 * decided here; every other value is a default, which the process environment and, after it, `.env` may replace.
 */
export function makePlan(config: NativeConfig, world: World): Plan {
  const { root, dataFolder, portOffset, secrets } = world;
  const postgres = {
    port: config.postgres.port + portOffset,
    user: config.postgres.user,
    database: config.postgres.database,
    password: secrets[config.postgres.password] ?? '',
  };
  const ports = new Map(
    Object.entries(config.services).flatMap(
      ([
        name,
        {
          ports: [port],
        },
      ]) => (port === undefined ? [] : [[name, port + portOffset] as const]),
    ),
  );
  const addresses = Object.fromEntries([...ports].map(([name, port]) => [name, `http://localhost:${port}`]));
  const values = new Map([
    ...Object.entries(secrets),
    ...Object.entries(addresses).map(([name, url]) => [`${name}.url`, url] as const),
    ...[...ports].map(([name, port]) => [`${name}.port`, String(port)] as const),
    ['postgres.url', postgresUrl(postgres)],
    ['postgres.port', String(postgres.port)],
    ['host', HOST],
    ['data', dataFolder],
    ['copy', copySuffix(root, dataFolder)],
  ]);

  const part = (name: string, item: StepConfig | ServiceConfig) => {
    const [program = '', ...args] = item.command.map((word) => fillIn(word, values));
    return {
      name,
      command: [program, ...args] as [string, ...string[]],
      folder: join(root, item.working_dir),
      environment: fullEnvironment(item.environment, values, world),
      after: Object.keys(item.depends_on),
    };
  };
  const declared = [...Object.values(config.steps), ...Object.values(config.services)];

  return {
    postgres,
    steps: Object.entries(config.steps).map(([name, item]) => ({
      ...part(name, item),
      onceKey: item.once ? onceKey(item, values, world) : undefined,
      sources: item.sources.map((path) => join(root, path)),
      generates: item.generates.map((path) => join(root, path)),
    })),
    services: Object.entries(config.services).map(([name, item]) => ({
      ...part(name, item),
      port: ports.get(name),
      health: health(item, values, ports.get(name)),
      startLimitMs: item.healthcheck.start_period,
      stopLimitMs: item.stop_grace_period,
      warmUpUrl: item.warm_up === undefined ? undefined : `http://${HOST}:${ports.get(name)}${item.warm_up}`,
    })),
    addresses,
    demo: demoOf(config, world),
    unused: unusedVariables(
      declared.flatMap(({ environment }) => Object.entries(environment)),
      values,
      world,
    ),
  };
}

/** The demo user; its password is empty when none was made yet. */
export function demoOf({ demo }: NativeConfig, world: Omit<World, 'root' | 'dataFolder' | 'portOffset'>): Plan['demo'] {
  return demo && { email: demo.email, password: given(demo.password, world) ?? world.secrets[demo.password] ?? '' };
}

export function postgresUrl(postgres: Plan['postgres']): string {
  return databaseUrl({ ...postgres, host: HOST });
}

export function databaseUrl({ user, password, host, port, database }: Plan['postgres'] & { host: string }): string {
  const [name, secret, path] = [user, password, database].map(encodeURIComponent);
  return `postgresql://${name}:${secret}@${host.includes(':') ? `[${host}]` : host}:${port}/${path}`;
}

/** Tells apart the files of several copies of the app in one checkout; empty for the usual data folder. */
function copySuffix(root: string, dataFolder: string): string {
  return dataFolder === defaultDataFolder(root) ? '' : `-${basename(dataFolder).replace(/^\.+/, '')}`;
}

/** Where the native runtime keeps its data if it is not told otherwise. */
export function defaultDataFolder(root: string): string {
  return join(root, '.evenkeel');
}

function given(
  name: string,
  { processEnvironment, dotEnv }: Pick<World, 'processEnvironment' | 'dotEnv'>,
): string | undefined {
  return processEnvironment[name] ?? dotEnv[name];
}

/** A secret may be replaced from outside; an address, a port or a folder may not, because the parts must agree on it. */
function isDecided(text: string, { secrets }: World): boolean {
  return references(text).some((reference) => !(reference in secrets));
}

function fullEnvironment(
  declared: Record<string, string>,
  values: ReadonlyMap<string, string>,
  world: World,
): Record<string, string> {
  const { root, processEnvironment, dotEnv } = world;
  const own = Object.entries(declared).map(([name, text]) => [name, valueOf(name, text, values, world)] as const);
  const inherited = Object.entries({ ...dotEnv, ...processEnvironment }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const programs = join(root, 'node_modules', '.bin');
  const path = [programs, processEnvironment['PATH'] ?? ''].join(delimiter);
  return { ...Object.fromEntries([...inherited, ...own]), PATH: path };
}

function valueOf(name: string, text: string, values: ReadonlyMap<string, string>, world: World): string {
  return (isDecided(text, world) ? undefined : given(name, world)) ?? fillIn(text, values);
}

/** Ports may change from start to start without the work being undone, so what is decided here is left out. */
function onceKey(item: StepConfig, values: ReadonlyMap<string, string>, world: World): string {
  const settings = Object.entries(item.environment)
    .filter(([, text]) => !isDecided(text, world))
    .map(([name, text]) => [name, valueOf(name, text, values, world)]);
  return createHash('sha256')
    .update(JSON.stringify([item.command, settings]))
    .digest('hex');
}

function health(
  { healthcheck }: ServiceConfig,
  values: ReadonlyMap<string, string>,
  port: number | undefined,
): Service['health'] {
  return healthcheck.heartbeat === undefined
    ? { url: `http://${HOST}:${port}${healthcheck.http}` }
    : { heartbeat: fillIn(healthcheck.heartbeat, values), maxAgeMs: healthcheck.max_age };
}

function unusedVariables(declared: [string, string][], values: ReadonlyMap<string, string>, world: World) {
  const decided = new Map<string, Set<string>>();
  for (const [name, text] of declared) {
    if (isDecided(text, world)) decided.set(name, (decided.get(name) ?? new Set()).add(fillIn(text, values)));
  }
  return [...decided].flatMap(([name, used]): Plan['unused'] => {
    const differs = (value: string | undefined) => value !== undefined && !used.has(value);
    const fromShell = world.processEnvironment[name];
    // Shells and containers set HOSTNAME and PORT on their own; an address was given by somebody on purpose.
    if (differs(fromShell) && fromShell?.includes('://')) return [{ name, from: 'environment' }];
    return differs(world.dotEnv[name]) ? [{ name, from: '.env' }] : [];
  });
}

import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { liveRun } from '../native/run-file.ts';
import { isNewer } from '../native/once.ts';
import { findPrograms } from '../postgres/programs.ts';
import type { PortHolder } from '../system/ports.ts';
import { isPortFree, portHolder } from '../system/ports.ts';
import type { Asked } from '../system/ask.ts';
import type { Machine } from './install.ts';
import { thisMachine } from './machine.ts';
import type { Programs } from './programs.ts';
import { askPrograms } from './programs.ts';

export interface PortFact {
  part: string;
  port: number;
  /** Absent: free. */
  holder?: PortHolder;
}

/** What the machine was asked, once. What it did not tell is undefined. */
export interface Facts {
  /** Without the v: of this process, and of the package `node` that the project brings. */
  node: string;
  projectNode: string | undefined;
  npm: string | undefined;
  ports: PortFact[];
  composePorts: PortFact[];
  /** Those of them that this project's own containers have. */
  composeHolds: number[];
  /** The pid of an `evenkeel up` that runs in this project. */
  upPid: number | undefined;
  freeDiskBytes: number | undefined;
  freeMemoryBytes: number;
  totalMemoryBytes: number;
  /** What `postgres --version` says, or why it says nothing. */
  postgres: { version: string } | { problem: string; fix: string };
  generated: { step: string; command: string; state: 'fresh' | 'stale' | 'missing' }[];
  programs: Programs;
  machine: Machine;
}

/** Under Compose the services have their native ports, and the database this one. */
const COMPOSE_POSTGRES_PORT = 5434;

export async function gatherFacts(
  { root, native }: Project,
  dataFolder: string,
  environment: Environment,
): Promise<Facts> {
  const services = Object.entries(native.services).flatMap(([part, { ports }]) =>
    ports.map((port) => ({ part, port })),
  );
  const nativePorts = [{ part: 'postgres', port: native.postgres.port }, ...services];
  const composePorts = [{ part: 'postgres', port: COMPOSE_POSTGRES_PORT }, ...services];
  const postgres = postgresProgram(root);
  const [programs, holders] = await Promise.all([
    askPrograms(root, postgres.file, environment),
    holdersOf(new Set([...nativePorts, ...composePorts].map(({ port }) => port))),
  ]);
  const fact = (wanted: { part: string; port: number }): PortFact => {
    const holder = holders.get(wanted.port);
    return holder ? { ...wanted, holder } : wanted;
  };
  return {
    node: process.versions.node,
    projectNode: packageVersion(join(root, 'node_modules', 'node', 'package.json')),
    npm: lastLine(programs.npm),
    ports: nativePorts.map(fact),
    composePorts: composePorts.map(fact),
    composeHolds: publishedPorts(programs.composePorts),
    upPid: liveRun(dataFolder)?.holder.pid,
    freeDiskBytes: freeDisk(existsSync(dataFolder) ? dataFolder : root),
    freeMemoryBytes: freemem(),
    totalMemoryBytes: totalmem(),
    postgres: postgres.problem ?? postgresSays(programs.postgres, postgres.packageName),
    generated: generatedFiles(root, native),
    programs,
    machine: thisMachine(),
  };
}

function generatedFiles(root: string, { steps }: Project['native']): Facts['generated'] {
  return Object.entries(steps)
    .filter(([, { generates }]) => generates.length > 0)
    .map(([step, { command, sources, generates }]) => {
      const made = generates.map((path) => modified(join(root, path)));
      const from = sources.map((path) => modified(join(root, path)));
      const state = made.includes(undefined) ? 'missing' : isNewer(made, from) ? 'fresh' : 'stale';
      return { step, command: command.join(' '), state };
    });
}

/** One after the other for each port: two looks at the same port at once would be in each other's way. */
async function holdersOf(ports: Set<number>): Promise<Map<number, PortHolder>> {
  const found = [...ports].map(async (port) => ((await isPortFree(port)) ? [] : [[port, portHolder(port)] as const]));
  return new Map((await Promise.all(found)).flat());
}

/** Reads what Docker writes of published ports: "127.0.0.1:3000->3000/tcp, [::]:8000-8001->8000-8001/tcp". */
function publishedPorts({ answer }: Asked): number[] {
  if (answer.kind !== 'ended' || answer.code !== 0) return [];
  return [...answer.out.matchAll(/:(\d+)(?:-(\d+))?->/g)].flatMap(([, first, last = first]) => {
    const length = Math.min(Number(last) - Number(first) + 1, 100);
    return Array.from({ length }, (_, index) => Number(first) + index);
  });
}

function postgresProgram(root: string) {
  try {
    const { folder, packageName } = findPrograms(root);
    return { file: join(folder, 'bin', 'postgres'), packageName, problem: undefined };
  } catch (error) {
    if (!(error instanceof KnownProblem)) throw error;
    // A name that no PATH leads to.
    return { file: 'embedded-postgres', packageName: '', problem: { problem: error.message, fix: error.next } };
  }
}

function postgresSays(asked: Asked, packageName: string): Facts['postgres'] {
  const version = lastLine(asked);
  return version === undefined
    ? { problem: `the programs of ${packageName} do not run`, fix: `Run \`npm rebuild ${packageName}\`.` }
    : { version };
}

/** The last line that a program says, because warnings come before it; undefined when it has failed. */
function lastLine({ answer }: Asked): string | undefined {
  return answer.kind === 'ended' && answer.code === 0 ? answer.out.trim().split('\n').at(-1) : undefined;
}

function packageVersion(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  return String(Object(JSON.parse(readFileSync(file, 'utf8'))).version);
}

function freeDisk(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : dirname(folder));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

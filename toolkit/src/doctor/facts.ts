import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { liveRun } from '../native/run-file.ts';
import { isNewer } from '../native/once.ts';
import { findPrograms } from '../postgres/programs.ts';
import { runProgram } from '../system/run-program.ts';
import type { PortHolder } from '../system/ports.ts';
import { isPortFree, portHolder } from '../system/ports.ts';

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
  /** The pid of an `evenkeel up` that runs in this project. */
  upPid: number | undefined;
  freeDiskBytes: number | undefined;
  freeMemoryBytes: number;
  totalMemoryBytes: number;
  /** What `postgres --version` says, or why it says nothing. */
  postgres: { version: string } | { problem: string; fix: string };
  generated: { step: string; command: string; state: 'fresh' | 'stale' | 'missing' }[];
}

export async function gatherFacts({ root, native }: Project, dataFolder: string): Promise<Facts> {
  return {
    node: process.versions.node,
    projectNode: packageVersion(join(root, 'node_modules', 'node', 'package.json')),
    npm: await says('npm', ['--version'], root),
    ports: await Promise.all([
      portFact('postgres', native.postgres.port),
      ...Object.entries(native.services).flatMap(([name, { ports }]) => ports.map((port) => portFact(name, port))),
    ]),
    upPid: liveRun(dataFolder)?.holder.pid,
    freeDiskBytes: freeDisk(existsSync(dataFolder) ? dataFolder : root),
    freeMemoryBytes: freemem(),
    totalMemoryBytes: totalmem(),
    postgres: await postgres(root),
    generated: Object.entries(native.steps)
      .filter(([, { generates }]) => generates.length > 0)
      .map(([step, { command, sources, generates }]) => {
        const made = generates.map((path) => modified(join(root, path)));
        const state = made.includes(undefined)
          ? 'missing'
          : isNewer(
                made,
                sources.map((path) => modified(join(root, path))),
              )
            ? 'fresh'
            : 'stale';
        return { step, command: command.join(' '), state };
      }),
  };
}

async function portFact(part: string, port: number): Promise<PortFact> {
  return (await isPortFree(port)) ? { part, port } : { part, port, holder: portHolder(port) };
}

async function postgres(root: string): Promise<Facts['postgres']> {
  try {
    const { folder, packageName } = findPrograms(root);
    const version = await says(join(folder, 'bin', 'postgres'), ['--version'], folder);
    return version === undefined
      ? { problem: `the programs of ${packageName} do not run`, fix: `Run \`npm rebuild ${packageName}\`.` }
      : { version };
  } catch (error) {
    if (error instanceof KnownProblem) return { problem: error.message, fix: error.next };
    throw error;
  }
}

/** The first line that a program says; undefined when it cannot be run. */
async function says(program: string, args: string[], cwd: string): Promise<string | undefined> {
  const result = await runProgram(program, args, { cwd }).catch(() => undefined);
  return result?.code === 0 ? result.output.trim().split('\n').at(-1) : undefined;
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

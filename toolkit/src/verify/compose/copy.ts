import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { countedVotes } from '../copy/counted-votes.ts';
import { putSigningKeyInto } from '../copy/put-signing-key.ts';
import type { Copy, CopyPart, PartEnding } from '../copy.ts';
import { copyParts } from '../copy.ts';
import { KILLED, toEnding } from '../exit-code.ts';
import type { Container } from './container.ts';
import { whyItFailed } from './docker.ts';
import { killProgram } from './host-process.ts';
import type { ComposeProject } from './project.ts';

const LOOK_EVERY_MS = 200;
const START_LIMIT_MS = 60_000;
/** A restart policy waits 100 ms before its first try, and longer before each further one. */
const BACK_LIMIT_MS = 30_000;
const HOST_NAME = 'host.docker.internal';

interface Given {
  folder: string;
  secrets: ReadonlyMap<string, string>;
  postgresPort: number;
  /** Where a server of this machine must listen so that containers reach it. */
  listen: string;
  stop: AbortSignal;
}

/** The parts of a Compose copy: they end by signals, and come back by their restart policy. */
export function createComposeCopy(project: ComposeProject, containers: Container[], given: Given): Copy {
  const { folder, secrets, stop } = given;
  const parts = copyParts.filter((part) => containers.some(({ service }) => service === part));
  /** Of a part that was killed, what it was before. */
  const state = new Map<CopyPart, 'ended' | Container>();
  /** Parts whose container has other variables than the usual ones. */
  const changed = new Set<CopyPart>();
  /** Of containers that are gone. */
  const earlier = new Map<CopyPart, string[]>();
  const postgresOf = containers.find(({ service }) => service === 'postgres')?.environment ?? {};
  const user = postgresOf['POSTGRES_USER'] ?? 'postgres';
  const postgres = {
    port: given.postgresPort,
    user,
    database: postgresOf['POSTGRES_DB'] ?? user,
    password: secrets.get('POSTGRES_PASSWORD') ?? '',
  };

  const must = async (part: CopyPart): Promise<Container> => {
    const container = (await project.containers()).find(({ service }) => service === part);
    if (!container) throw new Error(`There is no container of ${part}.`);
    return container;
  };

  async function end(part: CopyPart, signal: 'SIGTERM' | 'SIGKILL'): Promise<PartEnding | undefined> {
    const before = await must(part);
    if (signal === 'SIGKILL') {
      state.set(part, before);
      await killProgram(project, before);
      await until(async () => isAnother(before, await project.container(before.id)), BACK_LIMIT_MS);
      return { code: null, signal };
    }
    state.set(part, 'ended');
    // Waits as long as the compose file says, and kills then.
    await project.ask(['stop', before.id]);
    const { exitCode } = await project.container(before.id);
    return exitCode === KILLED ? undefined : toEnding(exitCode);
  }

  /** Nobody helps: the restart policy must do it. */
  async function comesBack(killed: Container): Promise<PartEnding | undefined> {
    let now = killed;
    const isBack = async () => {
      now = await project.container(killed.id);
      return now.startedAt !== killed.startedAt && isWell(now);
    };
    return (await until(isBack, BACK_LIMIT_MS)) ? undefined : toEnding(now.exitCode);
  }

  /** What a container has written goes with it. */
  function keepLines(part: CopyPart, written: string[]): void {
    earlier.set(part, [...(earlier.get(part) ?? []), ...written]);
  }

  /** A container cannot be given other variables: another one takes its place. */
  async function recreate(part: CopyPart, variables: Record<string, string> | undefined): Promise<string> {
    const file = variables && override(part, variables);
    const written = await project.lines(part);
    const args = ['up', '--detach', '--no-deps', '--no-build', part];
    const { code, err } = await project.compose(args, { files: file === undefined ? [] : [file] });
    if (file !== undefined) rmSync(file);
    if (code !== 0) throw whyItFailed(args, err);
    keepLines(part, written);
    const isUsual = variables === undefined;
    changed[isUsual ? 'delete' : 'add'](part);
    return (await must(part)).id;
  }

  async function begin(part: CopyPart, variables: Record<string, string> | undefined) {
    const before = await must(part);
    const isSame = variables === undefined && !changed.has(part);
    if (isSame) await project.ask(['start', before.id]);
    let now = isSame ? before : await project.container(await recreate(part, variables));
    const isDecided = async () => {
      now = await project.container(now.id);
      return isWell(now) || hasEnded(now);
    };
    await until(isDecided, START_LIMIT_MS);
    if (isWell(now)) return undefined;
    state.set(part, 'ended');
    await project.ask(['stop', now.id]);
    return toEnding(now.exitCode);
  }

  function override(part: CopyPart, variables: Record<string, string>): string {
    const file = join(folder, `${part}.json`);
    // A variable wins over the file that its usual value is read from.
    const files = Object.keys(variables).map((name) => [`${name}_FILE`, '']);
    const service = {
      environment: { ...Object.fromEntries(files), ...variables },
      extra_hosts: [`${HOST_NAME}:host-gateway`],
      // One that cannot start is to be seen as ended.
      restart: 'no',
    };
    writeFileSync(file, JSON.stringify({ services: { [part]: service } }), { mode: 0o600 });
    return file;
  }

  async function until(isDone: () => Promise<boolean>, limitMs: number): Promise<boolean> {
    const late = performance.now() + limitMs;
    while (performance.now() < late) {
      if (await isDone()) return true;
      await pause(LOOK_EVERY_MS, undefined, { signal: stop });
    }
    return isDone();
  }

  return {
    parts,
    end,
    async start(part, variables) {
      const now = state.get(part);
      state.delete(part);
      return typeof now === 'object' && !variables ? comesBack(now) : begin(part, variables);
    },
    isRunning: (part) => !state.has(part),
    lines: async (part) => [...(earlier.get(part) ?? []), ...(await project.lines(part))],
    secrets: [...secrets.values()],
    addSigningKey: () => putSigningKeyInto(postgres),
    countedOf: (streamIds) => countedVotes(postgres, streamIds),
    here: { listen: given.listen, name: HOST_NAME },
    async downAndUp() {
      for (const part of parts) keepLines(part, await project.lines(part));
      for (const args of [['down'], ['up', '--wait', '--no-build']]) {
        const { code, err } = await project.compose(args);
        if (code !== 0) throw whyItFailed(args, err);
      }
      state.clear();
      changed.clear();
    },
  };
}

const isAnother = (before: Container, now: Container) => now.status !== 'running' || now.startedAt !== before.startedAt;

const isWell = ({ status, health }: Container) => status === 'running' && (health ?? 'healthy') === 'healthy';

/** Also one that its restart policy tries again and again. */
const hasEnded = ({ status, restartCount }: Container) => /exited|dead|restarting/.test(status) || restartCount > 0;

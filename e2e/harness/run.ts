import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One run of the tests. The names of all that it starts begin with its name; its files are in its folder. */
export interface Run {
  name: string;
  folder: string;
}

/** The programs by which a run starts things outside this process; what is missing here is not looked at. */
export interface Tools {
  docker?: string | undefined;
  kubectl?: string | undefined;
}

/**
 * The names of this machine's runs begin like this, and go on with the process id of who runs them: an engine may serve
 * several machines, and several runs of one.
 */
export const PREFIX = `evenkeel-test-${createHash('sha256').update(hostname()).digest('hex').slice(0, 6)}-`;

/** Where the run of that name keeps its files. */
export const folderOf = (name: string) => join(tmpdir(), name);

/** The copy of the repository that all tests share which edit nothing. */
export const cloneOf = (run: Run) => join(run.folder, 'clone');

/** kubectl's configuration of a run, which knows one cluster: that which was the current one when the run began. */
export const kubeconfigOf = (run: Run) => join(run.folder, 'kubeconfig');

/**
 * Begins a run, and starts the keeper, who clears everything away that has the run's name: when `end` is called, and also
 * when this process ends without that, by whatever signal. A program has one run.
 */
export function beginRun({ docker = '', kubectl = '' }: Tools): { run: Run; end: () => Promise<void> } {
  const name = `${PREFIX}${process.pid}`;
  const run = { name, folder: folderOf(name) };
  mkdirSync(join(run.folder, 'processes'), { recursive: true });
  if (kubectl !== '') {
    const current = execFileSync(kubectl, ['config', 'view', '--raw', '--minify', '--flatten']);
    writeFileSync(kubeconfigOf(run), current, { mode: 0o600 });
  }
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL('keeper.ts', import.meta.url)), name, docker, kubectl],
    {
      // The pipe tells of this process' end; in a group of its own a Ctrl-C does not reach it.
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  return {
    run,
    async end() {
      keeper.stdin?.end();
      await ended;
    },
  };
}

import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defaultDataFolder, postgresUrl } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import type { RunRecord } from '../native/run-file.ts';
import { liveRun } from '../native/run-file.ts';
import { readSecrets } from '../native/secrets.ts';
import { demoUser } from '../session/demo-user.ts';
import type { RunningCopy } from './runtime.ts';
import { CHOICE_VARIABLE } from './runtime.ts';

export interface NativeCopy extends RunningCopy {
  runtime: 'native';
}

/**
 * The copies that `evenkeel up` runs.
 * @param dataFolder the one to look at; without it, all that lie in the project's folder
 */
export function nativeCopies(project: Project, dataFolder: string | undefined): NativeCopy[] {
  const running = (dataFolder === undefined ? dataFolders(project.root) : [dataFolder]).flatMap((folder) => {
    const run = liveRun(folder);
    return run?.kind === 'up' ? [{ folder, run }] : [];
  });
  // The variable names the runtime; several copies of it are told apart by their data.
  const isOnly = running.length === 1 && running[0]?.folder === defaultDataFolder(project.root);
  return running.map(({ folder, run }) => ({
    ...copyOf(project, folder, run),
    choice: isOnly ? `${CHOICE_VARIABLE}=native` : `--data ${shown(folder)}`,
  }));
}

function copyOf(project: Project, folder: string, run: RunRecord): Omit<NativeCopy, 'choice'> {
  const { port, ...postgres } = project.native.postgres;
  return {
    runtime: 'native',
    title: `native, data in ${shown(folder)}`,
    frontend: run.addresses['frontend'],
    backend: run.addresses['backend'],
    postgres: run.databasePort === undefined ? undefined : { host: '127.0.0.1', port: run.databasePort },
    log: 'the log of evenkeel up',
    pid: run.holder.pid,
    databaseUrl: () => {
      const password = readSecrets(folder)?.[postgres.password] ?? '';
      return Promise.resolve(postgresUrl({ ...postgres, password, port: run.databasePort ?? port }));
    },
    demoUser: () => Promise.resolve(demoUser(project, folder)),
  };
}

function dataFolders(root: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(root, name)).filter((folder) => existsSync(join(folder, 'running.json')));
}

export function shown(folder: string): string {
  return relative(process.cwd(), folder) || '.';
}

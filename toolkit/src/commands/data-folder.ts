import { relative, resolve } from 'node:path';
import type { Invocation } from '../command.ts';
import { defaultDataFolder } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';

/** The folder that --data names, seen from where the command was typed; without it, .evenkeel in the project. */
export function dataFolderOf({ root }: Project, option: Invocation['options'][string]): string {
  return typeof option === 'string' ? resolve(option) : defaultDataFolder(root);
}

/** The command line that shows the demo user of a data folder. */
export function demoCommand(dataFolder: string, { root }: Project): string {
  if (dataFolder === defaultDataFolder(root)) return 'npx evenkeel demo';
  return `npx evenkeel demo --data ${relative(process.cwd(), dataFolder) || '.'}`;
}

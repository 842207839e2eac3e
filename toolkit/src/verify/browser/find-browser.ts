import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from '../../environment.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** What a browser is started with: the machine's Chromium, and the project's playwright-core to steer it. */
export interface BrowserPrograms {
  chromium: string;
  /** The address of playwright-core's entry. */
  playwright: string;
}

/** @returns why there is none, and what to install */
export function findBrowser(folder: string, environment: Environment): BrowserPrograms | { missing: string } {
  const playwright = resolvePlaywright(folder);
  if (playwright === undefined) {
    return { missing: 'needs playwright-core in the project: npm install --save-dev playwright-core' };
  }
  const chosen = environment['CHROMIUM_PATH'];
  if (chosen && !isExecutable(chosen)) return { missing: `CHROMIUM_PATH names ${chosen}, which cannot be run` };
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(Boolean);
  const found = NAMES.flatMap((name) => folders.map((each) => join(each, name)));
  const chromium = chosen ?? [...found, MAC].find(isExecutable);
  return chromium ? { chromium, playwright } : { missing: 'needs Chromium: install it, or set CHROMIUM_PATH' };
}

function resolvePlaywright(folder: string): string | undefined {
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve('playwright-core')).href;
  } catch {
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

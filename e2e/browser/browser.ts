import { chromium, type Browser } from 'playwright-core';
import { FLAGS } from '../../toolkit/src/verify/browser/browser.ts';
import { requirement } from '../requirements.ts';

/** Starts the machine's Chromium. */
export function launchBrowser(...more: string[]): Promise<Browser> {
  const { path = '' } = requirement('browser');
  return chromium.launch({ executablePath: path, args: [...FLAGS, ...more] });
}

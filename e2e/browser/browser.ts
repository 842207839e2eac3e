import { chromium, type Browser } from 'playwright-core';
import { requirement } from '../requirements.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the machine's Chromium, which needs no sandbox and no screen. */
export function launchBrowser(...more: string[]): Promise<Browser> {
  const { path = '' } = requirement('browser');
  return chromium.launch({ executablePath: path, args: [...flags, ...more] });
}

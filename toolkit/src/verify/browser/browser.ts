import type { BrowserPrograms } from './find-browser.ts';
import type { BrowserTab } from './tab.ts';

/** A Chromium that is started when the first tab is opened. */
export interface Browser {
  /**
   * Opens an address in a profile of its own and waits until the page can be used.
   * @param cookie `name=value`, several separated by `; `
   */
  open(url: string, cookie?: string): Promise<BrowserTab>;
  close(): Promise<void>;
}

interface Playwright {
  chromium: { launch(options: object): Promise<Launched> };
}
interface Launched {
  newContext(options: object): Promise<BrowserContext>;
  close(): Promise<void>;
}
interface BrowserContext {
  addCookies(cookies: { name: string; value: string; url: string }[]): Promise<void>;
  setDefaultTimeout(ms: number): void;
  newPage(): Promise<BrowserTab>;
}

const PATIENCE_MS = 15_000;
/** With which Chromium runs without a sandbox and a screen, and asks for nothing by itself. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param patienceMs how long to wait for what a page must come to */
export function createBrowser({ chromium, playwright }: BrowserPrograms, patienceMs = PATIENCE_MS): Browser {
  let launched: Promise<Launched> | undefined;

  async function launch(): Promise<Launched> {
    const loaded = (await import(playwright)) as Playwright & { default?: Playwright };
    const { chromium: kind } = loaded.chromium ? loaded : (loaded.default ?? loaded);
    // Ctrl-C is for verify to handle: it closes the browser itself.
    const noSignals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    return kind.launch({ executablePath: chromium, args: FLAGS, ...noSignals });
  }

  return {
    async open(url, cookie = '') {
      const browser = await (launched ??= launch());
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
      context.setDefaultTimeout(patienceMs);
      const cookies = cookie.split('; ').filter(Boolean);
      await context.addCookies(cookies.map((pair) => ({ ...splitPair(pair), url: new URL(url).origin })));
      const tab = await context.newPage();
      await tab.goto(url);
      return tab;
    },
    async close() {
      await launched?.then((browser) => browser.close()).catch(() => undefined);
    },
  };
}

function splitPair(pair: string): { name: string; value: string } {
  const [name = '', ...rest] = pair.split('=');
  return { name, value: rest.join('=') };
}

import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { createAccount, type Account } from './account.ts';
import type { App, Running } from './app.ts';
import { isInteractive } from '../../toolkit/src/verify/browser/page-actions.ts';
import { launchBrowser } from './browser.ts';

export interface Device {
  dark?: boolean;
  /** 390 pixels wide, with touch. */
  phone?: boolean;
  /** Who is signed in from the start. */
  account?: Account;
  /** What else is special about this browser. */
  look?: BrowserContextOptions;
}

/** What a suite's tests work with. */
export interface World {
  readonly app: App;
  /** Its images are those of production, which have no page and no corner for who develops it. */
  readonly isProduction: boolean;
  /** A new person: signed up, but in no browser yet. */
  createAccount: (name?: string) => Promise<Account>;
  /** A page of a browser of its own, which shares nothing with the others. */
  open: (address: string, device?: Device) => Promise<Page>;
  /** A page of another browser program, which is for the test to close. */
  openWith: (browser: Browser, address: string, device?: Device) => Promise<Page>;
  /** One more tab of that page's browser. */
  openTab: (page: Page, address: string) => Promise<Page>;
  /** Goes to another address of the app. */
  visit: (page: Page, address: string) => Promise<Page>;
}

// What the browser says where a test takes the network away, or answers in its place.
const OF_THE_NETWORK = /^(Failed to load resource|WebSocket connection to|Access to fetch at)/;
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/**
 * Starts the app in its way and a browser before the tests around it, and stops them after. After each test no page may
 * have failed or told its console of an error, such as that its Content-Security-Policy was broken.
 */
export function useWorld(start: () => Promise<Running>): World {
  const complaints: string[] = [];
  let running: (Running & { browser: Browser; isProduction: boolean }) | undefined;
  const now = () => {
    if (!running) throw new Error('The app runs while tests run only.');
    return running;
  };

  beforeAll(async () => {
    const started = await start();
    const { status } = await fetch(`${started.app.frontend}/runtime`);
    running = { ...started, browser: await launchBrowser(), isProduction: status === 404 };
  });
  afterAll(async () => {
    await running?.browser.close();
    await running?.stop?.();
  });
  afterEach(async () => {
    await Promise.all(
      now()
        .browser.contexts()
        .map((context) => context.close()),
    );
    expect(complaints.splice(0)).toEqual([]);
  });

  async function visit(page: Page, address: string): Promise<Page> {
    await page.goto(now().app.frontend + address);
    await isInteractive(page);
    return page;
  }

  async function openIn(context: BrowserContext, address: string): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !OF_THE_NETWORK.test(message.text())) complaints.push(message.text());
    });
    return await visit(page, address);
  }

  async function openWith(browser: Browser, address: string, device: Device = {}): Promise<Page> {
    const { dark = false, phone = false, account, look = {} } = device;
    const context = await browser.newContext({
      ...(phone ? { viewport: PHONE, hasTouch: true, isMobile: true } : { viewport: DESK }),
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-GB',
      ...look,
    });
    context.setDefaultTimeout(15_000);
    // The first page of a browser that has just been started takes long where other tests run beside it.
    context.setDefaultNavigationTimeout(30_000);
    if (account) await context.addCookies([{ ...account.cookie, url: now().app.frontend }]);
    return await openIn(context, address);
  }

  return {
    get app() {
      return now().app;
    },
    get isProduction() {
      return now().isProduction;
    },
    createAccount: (name) => createAccount(now().app, name),
    visit,
    open: (address, device) => openWith(now().browser, address, device),
    openWith,
    openTab: (page, address) => openIn(page.context(), address),
  };
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createAccount, type Account } from '../browser/account.ts';
import type { App } from '../browser/app.ts';
import { launchBrowser } from '../browser/browser.ts';
import { isInteractive } from '../../toolkit/src/verify/browser/page-actions.ts';
import { requirement } from '../requirements.ts';
import { inSeconds, median, say, table, type Figure } from './figures.ts';

/**
 * Measures the pages of a copy for production that runs already, as docs/benchmark.md tells it:
 * `npm run benchmark:pages -- http://localhost:3000 http://localhost:8000`.
 */
const [frontend, backend] = process.argv.slice(2);
const { available, reason, path: chromium = '' } = requirement('browser');

const COMMAND = 'npm run benchmark:pages';
const LIGHTHOUSE = 'lighthouse@13.5.0';
const LOADS = 5;
const CLICKS = 10;
const TASKS = 1_000;
const SLOWER = 4;
const slow = `with a processor ${SLOWER} times as slow`;
const OBSERVED = ['largest-contentful-paint', 'event', 'longtask'] as const;

if (!frontend || !backend || !available) {
  say(available ? 'Say which copy: npm run benchmark:pages -- FRONTEND BACKEND' : `Not run: ${reason}.`);
  process.exitCode = available ? 2 : 3;
} else {
  const app: App = { frontend, backend };
  const browser = await launchBrowser();
  try {
    const few = await createAccount(app);
    for (const title of ['Buy milk', 'Book the ferry', 'Water the tomatoes']) await few.addTask(title);
    const figures = [
      await scripts(browser, app),
      ...(await loading(browser, app, few)),
      await clicking(browser, app, few),
      await scrolling(browser, app, await withMany(app)),
      ...['/', '/votes', '/sign-in'].map((path) => lighthouse(app, path)),
    ];
    process.stdout.write(`\n${table(figures)}`);
  } finally {
    await browser.close();
  }
}

/** Everything that the first page of a visitor loads as script, as it comes over the line. */
async function scripts(browser: Browser, app: App): Promise<Figure> {
  say('scripts');
  const page = await openPage(browser, app);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const kinds = new Map<string, string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (kinds.get(requestId) === 'Script') bytes += encodedDataLength;
  });
  await page.goto(app.frontend);
  await isInteractive(page);
  // What is loaded after everything else.
  await page.waitForTimeout(2_000);
  await page.context().close();
  const measured = `${Math.round(bytes / 1024)} KB`;
  return { what: 'all scripts that the start page loads for a visitor', limit: '', measured, command: COMMAND };
}

/** How soon the list is there, and what is beside it: the assistant has more words in one place than the list. */
async function loading(browser: Browser, app: App, account: Account): Promise<Figure[]> {
  say('loading');
  const lists: number[] = [];
  const paints: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await openSlowly(browser, app, account);
    await page.getByText('No model is connected').or(page.getByText('Say it in your own words')).first().waitFor();
    lists.push(await page.evaluate<number>('observed.listAt'));
    paints.push((await seen(page, 'largest-contentful-paint')).at(-1)?.startTime ?? NaN);
    await page.context().close();
  }
  return [
    figure(`the tasks are there, ${slow}`, '', inSeconds(median(lists))),
    figure(`largest paint of the dashboard, ${slow}`, '1.2 s', inSeconds(median(paints))),
  ];
}

/** How soon a click is answered from the moment on at which the list is there, while the rest of the page is still coming. */
async function clicking(browser: Browser, app: App, account: Account): Promise<Figure> {
  say('clicking');
  const answers: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await openSlowly(browser, app, account);
    for (let click = 0; click < CLICKS; click += 1) await page.getByRole('checkbox').first().click();
    // What the browser counts as one interaction; the rest are the mouse's own ways.
    const interactions = (await seen(page, 'event')).filter(({ interactionId }) => interactionId);
    answers.push(...interactions.map(({ duration }) => duration));
    await page.context().close();
  }
  const range = `${median(answers)} ms, the slowest ${Math.max(...answers)} ms`;
  return figure(`a click is answered, ${slow}, of ${LOADS * CLICKS} just after the load`, '100 ms', range);
}

async function openSlowly(browser: Browser, app: App, account: Account): Promise<Page> {
  const page = await openPage(browser, app, account);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.goto(app.frontend);
  await isInteractive(page);
  await page.getByRole('button', { name: 'Edit Buy milk' }).waitFor();
  return page;
}

/** The longest time for which a thousand tasks keep the page busy while one scrolls through them. */
async function scrolling(browser: Browser, app: App, account: Account): Promise<Figure> {
  say('scrolling');
  const page = await openPage(browser, app, account);
  await page.goto(app.frontend);
  await isInteractive(page);
  await page.getByRole('button', { name: `Edit Task ${TASKS}`, exact: true }).waitFor();
  const before = (await seen(page, 'longtask')).length;
  for (let step = 0; step < 150; step += 1) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(16);
  }
  const long = (await seen(page, 'longtask')).slice(before).map(({ duration }) => duration);
  await page.context().close();
  const measured = long.length === 0 ? 'none' : `${Math.round(Math.max(...long))} ms`;
  return figure(`the longest task over 50 ms while ${TASKS} tasks scroll by`, 'none', measured);
}

/** The middle one of several runs in each category, as Lighthouse itself advises: its processor is never quite as slow. */
function lighthouse(app: App, path: string): Figure {
  const runs: Record<string, number>[] = [];
  for (let run = 1; run <= LOADS; run += 1) {
    say(`Lighthouse ${path}, ${run} of ${LOADS}`);
    const scores = lighthouseOnce(app.frontend + path);
    if (scores) runs.push(scores);
  }
  const middle = Object.keys(runs[0] ?? {}).map((name) => {
    const scores = runs.map((each) => each[name] ?? 0);
    const spread =
      Math.min(...scores) === Math.max(...scores) ? '' : ` (${Math.min(...scores)} to ${Math.max(...scores)})`;
    return `${name} ${median(scores)}${spread}`;
  });
  return figure(`Lighthouse of ${path}, its phone settings`, '95 in all', middle.join(', ') || 'no report');
}

/** The score of each category, 0 to 100. */
function lighthouseOnce(url: string): Record<string, number> | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-lighthouse-'));
  try {
    const output = join(folder, 'report.json');
    const flags = `--chrome-flags=--headless --no-sandbox --disable-gpu --user-data-dir=${join(folder, 'profile')}`;
    spawnSync('npx', ['--yes', LIGHTHOUSE, url, '--quiet', '--output=json', `--output-path=${output}`, flags], {
      env: { ...process.env, CHROME_PATH: chromium },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 180_000,
    });
    if (!existsSync(output)) return undefined;
    const report = JSON.parse(readFileSync(output, 'utf8')) as { categories: Record<string, { score: number | null }> };
    const scores = Object.entries(report.categories);
    return Object.fromEntries(scores.map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figure(what: string, limit: string, measured: string): Figure {
  return { what, limit, measured, command: COMMAND };
}

async function withMany(app: App): Promise<Account> {
  const account = await createAccount(app);
  for (let number = 1; number <= TASKS; number += 1) await account.addTask(`Task ${number}`);
  return account;
}

/** A page that remembers what the browser tells of its own speed. */
async function openPage(browser: Browser, app: App, account?: Account): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  if (account) await context.addCookies([{ ...account.cookie, url: app.frontend }]);
  await context.addInitScript(`globalThis.observed = {};
    for (const type of ${JSON.stringify(OBSERVED)}) {
      const list = (observed[type] = []);
      new PerformanceObserver((entries) => {
        for (const entry of entries.getEntries()) list.push(entry);
      }).observe({ type, buffered: true, durationThreshold: 16 });
    }
    new MutationObserver((_, observer) => {
      if (!document.querySelector('main section')?.textContent.includes('Buy milk')) return;
      observer.disconnect();
      requestAnimationFrame(() => (observed.listAt = performance.now()));
    }).observe(document, { subtree: true, childList: true });`);
  return await context.newPage();
}

function seen(page: Page, type: (typeof OBSERVED)[number]) {
  return page.evaluate<{ startTime: number; duration: number; interactionId?: number }[]>(`new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(() => resolve(
      observed[${JSON.stringify(type)}].map(({ startTime, duration, interactionId }) => ({ startTime, duration, interactionId }))
    ), 100)))`);
}

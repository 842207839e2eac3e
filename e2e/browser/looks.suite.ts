import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Account } from './account.ts';
import { button, log } from './assistant-page.ts';
import { faults } from './faults.ts';
import { otherDrawing, pictureFault } from './pictures.ts';
import { giveConversations, giveRuntime, giveTasks, giveVotes, stopClock } from './scene.ts';
import type { World } from './world.ts';

interface Scene {
  name: string;
  path: string;
  /** The README or a page of docs shows it. */
  isShown?: true;
  /** Nobody is signed in. */
  isPublic?: true;
  /** What images of production do not have: it is shown with the corner for developers. */
  isForDevelopment?: true;
  /** There is no room for it on a phone. */
  isWide?: true;
  /** The whole page, and not what a screen shows of it. */
  isWhole?: true;
  /** Before the page is loaded. */
  given?: (page: Page, account: Account) => Promise<void>;
  /** Once it is there. */
  done: (page: Page) => Promise<void>;
  /** Once its picture is taken. */
  after?: (page: Page) => Promise<void>;
}

const text = (words: string) => async (page: Page) => await page.getByText(words).first().waitFor();

async function tasksAreThere(page: Page) {
  await text('Buy milk')(page);
  await assistantIsThere(page);
}

/** A list of tasks, and what happens when one of them is ticked off while changes are answered in this way. */
const ticked = (answer: { status: number; body?: string }, said: string): Pick<Scene, 'given' | 'done'> => ({
  async given(page, account) {
    await giveTasks(page, account);
    const headers = { 'access-control-allow-origin': '*' };
    await page.route('**/tasks/**', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({ ...answer, contentType: 'application/problem+json', headers })
        : route.fallback(),
    );
  },
  async done(page) {
    await tasksAreThere(page);
    if (answer.status === 401) await page.route('**/api/auth/token', (route) => route.fulfill({ status: 401 }));
    await page.getByLabel('Complete Buy milk').click();
    await text(said)(page);
  },
});

const scenes: Scene[] = [
  { name: 'welcome', path: '/', isPublic: true, done: text('Only looking around?') },
  {
    name: 'dashboard',
    isShown: true,
    path: '/',
    given: giveTasks,
    done: tasksAreThere,
  },
  {
    name: 'conversation',
    isShown: true,
    path: '/',
    given: talkGiven,
    done: talkIsThere,
    after: leaveTalk,
  },
  {
    name: 'conversations',
    path: '/',
    given: talkGiven,
    async done(page) {
      await talkIsThere(page);
      await button(page, 'Conversations').click();
      await text('Saturday’s dinner')(page);
    },
    after: leaveTalk,
  },
  {
    name: 'first-use',
    path: '/',
    done: async (page) => {
      await text('Nothing to do yet')(page);
      await assistantIsThere(page);
    },
  },
  {
    name: 'votes',
    isShown: true,
    path: '/votes',
    isPublic: true,
    given: (page) => giveVotes(page, 5812, 4188),
    done: text('votes in total'),
  },
  {
    name: 'votes-none',
    path: '/votes',
    isPublic: true,
    given: (page) => giveVotes(page, 0, 0),
    done: text('The first vote decides.'),
  },
  {
    name: 'votes-millions',
    path: '/votes',
    isPublic: true,
    given: (page) => giveVotes(page, 10_000_000, 12),
    done: text('10,000,012'),
  },
  { name: 'sign-in', path: '/sign-in', isPublic: true, done: text('No account yet?') },
  {
    name: 'sign-up',
    path: '/sign-up',
    isPublic: true,
    done: async (page) => {
      await page.getByRole('button', { name: 'Create account' }).click();
      await text('Enter a name')(page);
      await page.getByRole('button', { name: 'Create account' }).focus();
    },
  },
  { name: 'not-found', path: '/nothing-here', isPublic: true, done: text('There is nothing here') },
  {
    name: 'refused',
    ...ticked(
      { status: 422, body: JSON.stringify({ status: 422, detail: 'A title has at most 200 characters.' }) },
      'A title has at most 200 characters.',
    ),
    path: '/',
  },
  { name: 'session-ended', ...ticked({ status: 401 }, 'Your session has ended.'), path: '/' },
  {
    name: 'offline',
    path: '/',
    given: giveTasks,
    async done(page) {
      await tasksAreThere(page);
      await page.context().setOffline(true);
      await text('You are offline.')(page);
    },
    after: (page) => page.context().setOffline(false),
  },
  {
    name: 'server-away',
    path: '/',
    isPublic: true,
    async given(page) {
      await page.route('**/api/auth/**', (route) => route.fulfill({ status: 502 }));
    },
    done: text('The server cannot be reached.'),
  },
  {
    name: 'menu',
    path: '/',
    given: giveTasks,
    async done(page) {
      await tasksAreThere(page);
      await page.getByRole('button', { name: 'Account of' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
      // Each account of the tests has an address of its own.
      await page.getByText(/@example\.com$/).evaluate((address: { textContent: string }) => {
        address.textContent = 'ada@example.com';
      });
      await standOnPixels(page);
    },
    after: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'components',
    path: '/ui',
    isPublic: true,
    isForDevelopment: true,
    isWhole: true,
    done: text('One of a few'),
  },
  {
    name: 'runtime',
    path: '/votes',
    isShown: true,
    isPublic: true,
    isForDevelopment: true,
    isWide: true,
    async given(page) {
      await giveVotes(page, 5812, 4188);
      await giveRuntime(page);
    },
    async done(page) {
      await text('votes in total')(page);
      await button(page, 'Runtime: Compose').click();
      await text('agrees')(page);
    },
  },
];

async function talkGiven(page: Page, account: Account) {
  await giveTasks(page, account);
  await giveConversations(page, account);
}

async function talkIsThere(page: Page) {
  await text('Buy milk')(page);
  if (isNarrow(page)) await button(page, 'Assistant').click();
  await log(page).getByText('Renamed Call Maya').waitFor();
  await button(page, 'Undo: Added Buy milk').waitFor();
}

/** The assistant is a sheet there, behind a button. */
const isNarrow = (page: Page) => (page.viewportSize()?.width ?? 0) < 1024;

/** The tab opens the conversation again that was open in it. */
async function leaveTalk(page: Page) {
  if (isNarrow(page)) await button(page, 'Close the assistant').click();
  await page.evaluate('sessionStorage.clear()');
}

const looks = [
  { look: 'wide-light', device: {}, size: { width: 1280, height: 800 } },
  { look: 'wide-dark', device: { dark: true }, size: { width: 1280, height: 800 } },
  { look: 'phone-light', device: { phone: true }, size: { width: 390, height: 844 } },
  { look: 'phone-dark', device: { phone: true, dark: true }, size: { width: 390, height: 844 } },
];

/** The assistant is loaded once the page has nothing else to do; where it is behind a button, it is not awaited. */
async function assistantIsThere(page: Page) {
  if (!isNarrow(page)) await page.getByText('Say it in your own words').waitFor();
}

/** A menu is moved to its place by parts of pixels, and letters there are drawn in one of two ways. */
async function standOnPixels(page: Page) {
  await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const menu = document.querySelector('[data-radix-popper-content-wrapper]');
    const { left, top } = menu.getBoundingClientRect();
    Object.assign(menu.style, { transform: 'none', willChange: 'auto', left: Math.round(left) + 'px', top: Math.round(top) + 'px' });
    resolve();
  })))`);
}

export const lookTests = (world: World) =>
  describe('Pictures', () => {
    test.for(looks)(
      'every page looks as it did, and has no fault, $look',
      { timeout: 240_000 },
      async ({ look, device, size }, context) => {
        const options = { ...device, look: { viewport: size, deviceScaleFactor: 2, timezoneId: 'UTC' } };
        const account = await world.createAccount('Ada Lovelace');
        const visitor = await world.open('/votes', options);
        const member = await world.open('/votes', { ...options, account });
        const other = await otherDrawing(visitor);
        const wrong: string[] = [];
        for (const { name, path, isShown, isPublic, isForDevelopment, isWide, isWhole, given, done, after } of scenes) {
          if ((isForDevelopment && world.isProduction) || (isWide && isNarrow(visitor))) continue;
          const page = isPublic ? visitor : member;
          await page.unrouteAll();
          await stopClock(page);
          await given?.(page, account);
          await world.visit(page, path);
          await done(page);
          await page.mouse.move(0, 0);
          if (isNarrow(page)) await page.evaluate('scrollTo(0, 0)');
          wrong.push(...(await faults(page)).map((fault) => `${name}: ${fault}`));
          const difference = other
            ? undefined
            : await pictureFault(page, `${name}-${look}`, {
                isSharp: isShown,
                isWhole,
                withCorner: isForDevelopment,
              });
          if (difference) wrong.push(difference);
          await after?.(page);
        }
        expect(wrong).toEqual([]);
        if (other) context.skip(`pictures not compared: ${other}`);
      },
    );
  });

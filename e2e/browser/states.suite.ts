import { describe, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import type { Account } from './account.ts';
import { faults } from './faults.ts';
import { giveTasks, giveVotes, someTasks } from './scene.ts';
import type { Device, World } from './world.ts';

const publicPaths = ['/', '/votes', '/sign-in', '/sign-up', '/nothing-here'];

const longTasks = Array.from({ length: 1_000 }, (_, index) => ({
  ...someTasks[0],
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  title: `Task ${index} of a long list`,
}));

/** In the list: the assistant names it too. */
const lastOf = (page: Page) => page.locator('[aria-labelledby=tasks-title]').getByText('Task 999 of a long list');

/** A computed style of what is found. */
function style(locator: Locator, name: string): Promise<string | undefined> {
  return locator.evaluate((element, property) => {
    type Styles = { getComputedStyle: (of: unknown) => Record<string, string> };
    return (globalThis as unknown as Styles).getComputedStyle(element)[property];
  }, name);
}

/** Opens the dashboard of somebody with some tasks, and waits until they are there. */
async function openTasks(world: World, device: Device = {}): Promise<{ page: Page; account: Account }> {
  const account = await world.createAccount('Ada Lovelace');
  const page = await world.open('/votes', { ...device, account });
  await giveTasks(page, account);
  await world.visit(page, '/');
  await page.getByText('Water the tomatoes').waitFor();
  return { page, account };
}

export const stateTests = (world: World) =>
  describe('States', () => {
    const sights: { name: string; device: Device }[] = [
      { name: '320 pixels wide', device: { phone: true, look: { viewport: { width: 320, height: 568 } } } },
      { name: 'at 200 % zoom', device: { look: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 } } },
      { name: 'in forced colours', device: { look: { forcedColors: 'active' } } },
    ];
    /** Forced colours are chosen by who reads, and axe does not know them. */
    const ours = async (page: Page) => {
      const isForced = await page.evaluate<boolean>(`matchMedia('(forced-colors: active)').matches`);
      return (await faults(page)).filter((fault) => !(isForced && fault.startsWith('color-contrast')));
    };

    test.each(sights)('every page fits and is accessible $name', async ({ device }) => {
      const visitor = await world.open('/votes', device);
      for (const path of publicPaths) {
        await world.visit(visitor, path);
        expect({ path, faults: await ours(visitor) }).toEqual({ path, faults: [] });
      }
      const { page } = await openTasks(world, device);
      expect(await ours(page)).toEqual([]);
    });

    test('from right to left nothing is cut off, and the tasks are where the reading begins', async () => {
      for (const device of [{}, { phone: true }]) {
        const { page } = await openTasks(world, device);
        await page.evaluate(`document.documentElement.dir = 'rtl'`);
        expect(await faults(page)).toEqual([]);
        const box = await page.getByLabel('Complete Buy milk').boundingBox();
        const title = await page.getByRole('button', { name: 'Edit Buy milk' }).boundingBox();
        expect(box?.x).toBeGreaterThan(title?.x ?? Infinity);
      }
    });

    test('in forced colours what is chosen and what is done can be told', async () => {
      const { page } = await openTasks(world, { look: { forcedColors: 'active' } });
      expect(await style(page.getByLabel('Complete Buy milk'), 'appearance')).toBe('auto');
      expect(await style(page.getByRole('button', { name: 'All 6' }), 'textDecorationLine')).toBe('underline');
      expect(await style(page.getByRole('button', { name: 'Open 4' }), 'textDecorationLine')).toBe('none');
    });

    test('with reduced motion nothing moves', async () => {
      const { page } = await openTasks(world, { look: { reducedMotion: 'reduce' } });
      await page.getByLabel('Complete Buy milk').click();
      const longest = await page.evaluate<number>(
        `Math.max(0, ...document.getAnimations().map((each) => Number(each.effect?.getComputedTiming().duration ?? 0)))`,
      );
      expect(longest).toBeLessThan(1);
    });

    test('a printed list is the list alone, all of it', async () => {
      const account = await world.createAccount();
      const page = await world.open('/votes', { account });
      await giveTasks(page, account, longTasks);
      await world.visit(page, '/');
      await lastOf(page).waitFor({ state: 'attached' });
      await page.emulateMedia({ media: 'print' });
      for (const hidden of ['Add task', 'Press ? for keyboard shortcuts']) {
        expect(await page.getByRole('button', { name: hidden }).isVisible()).toBe(false);
      }
      expect(await page.getByRole('banner').isVisible()).toBe(false);
      expect(await page.locator('#assistant-dock').isVisible()).toBe(false);
      expect(await page.getByRole('heading', { name: 'Tasks' }).isVisible()).toBe(true);
      const unseen = await page.evaluate<number>(
        `[...document.querySelectorAll('[aria-labelledby=tasks-title] li')].filter((each) => !each.checkVisibility({ contentVisibilityAuto: true })).length`,
      );
      expect(unseen).toBe(0);
      expect(await page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme')).toBe('light');
    });

    test('of a thousand tasks only those near the screen are drawn', async () => {
      const account = await world.createAccount();
      const page = await world.open('/votes', { account });
      await giveTasks(page, account, longTasks);
      await world.visit(page, '/');
      await lastOf(page).waitFor({ state: 'attached' });
      const drawn = () =>
        page.evaluate<number>(
          `[...document.querySelectorAll('main li')].filter((each) => each.firstElementChild?.checkVisibility({ contentVisibilityAuto: true })).length`,
        );
      await expect.poll(drawn).toBeLessThan(200);
      await page.keyboard.press('End');
      await expect.poll(() => lastOf(page).isVisible()).toBe(true);
      await expect.poll(drawn).toBeLessThan(200);
    });

    test('the shape of a list is shown only when it takes a while, and after four seconds it says so', async () => {
      const account = await world.createAccount();
      const page = await world.open('/votes', { account });
      await page.route(`**/api/${account.id}/tasks*`, () => {});
      await world.visit(page, '/');
      const opacities = () =>
        page.evaluate<string[]>(
          `[...document.querySelectorAll('.appear-late, .appear-slow')].slice(0, 2).map((each) => getComputedStyle(each).animationDelay)`,
        );
      await expect.poll(opacities).toEqual(['0.2s', '4s']);
      const slow = page.getByText('Still loading. The server is slow to answer.').first();
      await expect.poll(() => style(slow, 'opacity'), { timeout: 10_000 }).toBe('1');
      expect(await faults(page)).toEqual([]);
    });

    test('offline it is said at once, changes wait on the page, and are sent when it is back', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      await page.getByText('Nothing to do yet').waitFor();
      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await page.getByLabel('New task').fill('Written offline');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Edit Written offline' }).waitFor();
      await page.getByRole('button', { name: 'Account of' }).click();
      expect(await faults(page)).toEqual([]);
      await page.context().setOffline(false);
      await page.getByText('You are offline.').waitFor({ state: 'detached' });
      const titles = async () =>
        ((await (await account.tasks()).json()) as { title: string }[]).map((task) => task.title);
      await expect.poll(titles).toEqual(['Written offline']);
      // What could not be loaded meanwhile comes, too.
      await page.getByText('Say it in your own words').waitFor();
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    });

    test.each([
      { name: 'wide', device: {} },
      { name: 'on a phone', device: { phone: true } },
    ])(
      'no page moves while it loads, complains or asks for what is not there, $name',
      async ({ device }) => {
        const account = await world.createAccount('Ada Lovelace');
        const member = await world.open('/votes', { ...device, account });
        const visitor = await world.open('/votes', device);
        const wrong: string[] = [];
        for (const page of [member, visitor]) {
          await page.addInitScript(`
          window.shifts = [];
          new PerformanceObserver((list) => {
            for (const { value, hadRecentInput, sources } of list.getEntries()) {
              const places = sources.map(({ node }) => node?.className ?? node?.nodeName).join(' | ');
              if (!hadRecentInput) window.shifts.push(value.toFixed(4) + ' ' + places);
            }
          }).observe({ type: 'layout-shift', buffered: true });`);
          page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
          page.on('response', (answer) => answer.status() >= 400 && wrong.push(`${answer.status()} ${answer.url()}`));
        }
        for (const title of [
          'Water the tomatoes',
          'Buy milk',
          'A title that is as long as it may be '.repeat(5).trim(),
        ]) {
          await account.addTask(title);
        }
        await giveVotes(visitor, 5812, 4188);
        for (const path of publicPaths.filter((each) => each !== '/nothing-here')) {
          await world.visit(visitor, path);
          if (path === '/votes') await visitor.getByText('votes in total').waitFor();
          await visitor.waitForTimeout(500);
          const shifts = await visitor.evaluate<string[]>('window.shifts');
          wrong.push(...shifts.map((shift) => `${path}: ${shift}`));
        }
        await world.visit(member, '/');
        await member.getByText('Water the tomatoes').waitFor();
        await member
          .getByLabel('Message to the assistant')
          .or(member.getByRole('button', { name: 'Assistant' }))
          .waitFor();
        await member.waitForTimeout(500);
        wrong.push(...(await member.evaluate<string[]>('window.shifts')).map((shift) => `tasks: ${shift}`));
        expect(wrong).toEqual([]);
      },
      120_000,
    );

    test('somebody who has no pointer signs up, works, votes, chooses a theme and signs out', async () => {
      const page = await world.open('/');
      const { keyboard } = page;
      const focused = () => page.locator(':focus');
      /** Goes on with Tab until the wanted control has the focus. */
      const goTo = async (name: string | RegExp) => {
        for (let step = 0; step < 40; step++) {
          await keyboard.press('Tab');
          const words = await page.evaluate<string>(
            '(({ labels, ariaLabel, textContent }) => ariaLabel || labels?.[0]?.textContent || textContent)(document.activeElement)',
          );
          if (typeof name === 'string' ? words.trim() === name : name.test(words.trim())) return;
        }
        throw new Error(`Tab does not lead to ${name}.`);
      };
      await goTo('Create an account');
      await keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Create an account' }).waitFor();
      for (const [label, value] of [
        ['Name', 'Grace Hopper'],
        ['Email', `grace-${Date.now()}-keys@example.com`],
        ['Password', 'a long enough password'],
      ] as const) {
        await goTo(label);
        await keyboard.type(value);
      }
      await keyboard.press('Enter');
      await page.getByText('Nothing to do yet').waitFor();

      await keyboard.press('n');
      await keyboard.type('Buy milk');
      await keyboard.press('Enter');
      await page.getByRole('button', { name: 'Edit Buy milk' }).waitFor();
      await keyboard.press('Escape');
      await goTo('Complete Buy milk');
      await keyboard.press('Space');
      await page.getByRole('button', { name: 'Done 1' }).waitFor();

      // It is loaded once the page has nothing else to do.
      await page.getByLabel('Message to the assistant').waitFor();
      await keyboard.press('/');
      await expect.poll(() => focused().getAttribute('aria-label')).toBe('Message to the assistant');
      await keyboard.type('Add a task to call Maya');
      await keyboard.press('Enter');
      await page.getByRole('button', { name: 'Edit Call Maya' }).waitFor();
      await keyboard.press('Escape');

      await world.visit(page, '/votes');
      await page.getByText('votes in total').waitFor();
      await goTo('Vote for dogs');
      await keyboard.press('Enter');
      await expect.poll(() => page.locator('#announcements').textContent()).toBe('You voted for dogs.');

      await world.visit(page, '/');
      await page.getByRole('button', { name: 'Account of' }).waitFor();
      await goTo('Account of Grace Hopper');
      await keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      expect(await faults(page)).toEqual([]);
      await keyboard.press('End');
      await keyboard.press('ArrowUp');
      await keyboard.press('Enter');
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
      await keyboard.press('Escape');
      await expect.poll(() => focused().getAttribute('aria-label')).toBe('Account of Grace Hopper');
      await keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await keyboard.press('End');
      await keyboard.press('Enter');
      await page.getByRole('link', { name: 'Create an account' }).waitFor();
    });

    test('a corner says which runtime serves the page, while one develops', async (context) => {
      const page = await world.open('/votes');
      const answer = await page.request.get(`${world.app.frontend}/runtime`);
      if (answer.status() === 404) return context.skip('these are images of production, which have no such corner');
      await page.getByRole('button', { name: /^Runtime: / }).click();
      await page.getByText(/^\d{14}_\w+$/).waitFor();
      await page.getByText('offline').waitFor();
      await page.getByRole('link', { name: 'Metrics' }).waitFor();
      expect(await faults(page)).toEqual([]);

      const at = new Date(Date.now() - 150_000).toISOString();
      const runs = [
        { name: 'parity', at, report: { exitCode: 0, findings: [] } },
        { name: 'verify', at, report: { exitCode: 1, sums: { passed: 40, failed: 1, unknown: 0 } } },
      ];
      const info = { ...((await answer.json()) as object), runs };
      await page.route('**/runtime', (route) => route.fulfill({ json: info }));
      await page.reload();
      await page.getByRole('button', { name: /^Runtime: / }).click();
      await page.getByText('agrees').waitFor();
      await page.getByText('40 passed, 1 failed').waitFor();
      expect(await page.getByText('2 minutes ago').count()).toBe(2);
      expect(await faults(page)).toEqual([]);
    });
  });

import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { Account } from './account.ts';
import { add, row } from './task-list.ts';
import type { World } from './world.ts';

/** The titles in the list, as shown, from top to bottom. */
async function titles(page: Page): Promise<string[]> {
  const names = await page.getByRole('button', { name: /^Edit / }).allTextContents();
  return names.map((name) => name.replace(/^Edit /, ''));
}

/** Waits until the server has what the page shows already. */
async function allSaved(page: Page) {
  await expect.poll(() => page.locator('[data-pending]').count()).toBe(0);
}

export const taskTests = (world: World) =>
  describe('Tasks (APP-2)', () => {
    test('who is signed in finds their tasks in the page itself, before any of its code runs', async () => {
      const [ada, eve] = [await world.createAccount(), await world.createAccount()];
      const { id } = await ada.addTask('Buy milk');
      await ada.tasks(`/${id}`, { method: 'PATCH', body: { description: `${'long '.repeat(900)}end` } });
      await eve.addTask('Sharpen the knives');
      const page = async (path: string, { name, value }: Account['cookie']) => {
        const answer = await fetch(world.app.frontend + path, { headers: { cookie: `${name}=${value}` } });
        return { html: await answer.text(), caching: answer.headers.get('cache-control') };
      };
      const { html, caching } = await page('/', ada.cookie);
      expect(html).toContain('Buy milk');
      expect(html).not.toContain('Sharpen the knives');
      // What two lines show of it.
      expect(html.split('long ').length).toBeLessThan(200);
      expect(caching).toContain('no-store');
      expect((await page('/?show=done', ada.cookie)).html).not.toContain('Buy milk');
      // Signed by nobody: the backend is not even asked.
      const forged = { ...ada.cookie, value: ada.cookie.value.replace(/\..*/, '.AAAA') };
      expect((await page('/', forged)).html).not.toContain('Buy milk');
    });

    test('tasks are added, edited, completed, filtered, deleted and brought back', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      await add(page, 'Buy milk', 'Water the plants', 'Call Maya');
      expect(await titles(page)).toEqual(['Call Maya', 'Water the plants', 'Buy milk']);

      await page.getByRole('button', { name: 'Edit Call Maya' }).click();
      await page.getByLabel('Title').fill('Call Maya and Tim');
      await page.getByLabel('Notes').fill('About the contract');
      await page.getByRole('button', { name: 'Save' }).click();
      await row(page, 'Call Maya and Tim').getByText('About the contract').waitFor();

      await page.getByLabel('Complete Buy milk').check();
      await page.getByRole('button', { name: 'Open 2' }).click();
      expect(await titles(page)).toEqual(
        expect.arrayContaining([expect.stringContaining('Call Maya and Tim'), 'Water the plants']),
      );
      await page.getByRole('button', { name: 'Done 1' }).click();
      await expect.poll(() => titles(page)).toEqual(['Buy milk']);
      await page.getByRole('button', { name: 'All 3' }).click();

      await row(page, 'Water the plants').hover();
      await page.getByRole('button', { name: 'Delete Water the plants' }).click();
      await page.getByRole('button', { name: 'All 2' }).waitFor();
      await expect.poll(() => account.saved()).toHaveLength(2);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'All 3' }).waitFor();

      await allSaved(page);
      await page.reload();
      await row(page, 'Buy milk').waitFor();
      expect(await titles(page)).toEqual(['Call Maya and TimAbout the contract', 'Water the plants', 'Buy milk']);
      expect(await page.getByLabel('Complete Buy milk').isChecked()).toBe(true);
      expect(await account.saved()).toMatchObject([
        { title: 'Call Maya and Tim', description: 'About the contract', completed: false },
        { title: 'Water the plants', completed: false },
        { title: 'Buy milk', completed: true },
      ]);
    });

    test('the first use offers tasks to click', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      await page.getByRole('button', { name: 'Add a task to buy milk' }).click();
      await row(page, 'Buy milk').waitFor();
      await expect.poll(() => account.saved()).toMatchObject([{ title: 'Buy milk' }]);
    });

    test('two people never see each other', async () => {
      const [ada, grace] = [await world.createAccount('Ada'), await world.createAccount('Grace')];
      await ada.addTask('A secret of Ada');
      await grace.addTask('A secret of Grace');
      const adasPage = await world.open('/', { account: ada });
      const gracesPage = await world.open('/', { account: grace });
      await row(adasPage, 'A secret of Ada').waitFor();
      await row(gracesPage, 'A secret of Grace').waitFor();
      await ada.addTask('One more');
      await row(adasPage, 'One more').waitFor();
      expect(await titles(gracesPage)).toEqual(['A secret of Grace']);
    });

    test('what changes elsewhere appears without a reload: by the API, in a second tab, in another browser', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      await page.getByText('Nothing to do yet').waitFor();
      const tab = await world.openTab(page, '/');
      const elsewhere = await world.open('/', { account });
      const everywhere = [page, tab, elsewhere];

      const task = await account.addTask('From the API');
      for (const each of everywhere) await row(each, 'From the API').waitFor();
      await account.tasks(`/${task.id}`, { method: 'PATCH', body: { title: 'Renamed' } });
      for (const each of everywhere) await row(each, 'Renamed').waitFor();
      await tab.getByLabel('Complete Renamed').check();
      for (const each of everywhere) await each.getByRole('button', { name: 'Done 1' }).waitFor();
      await account.tasks(`/${task.id}`, { method: 'DELETE' });
      for (const each of everywhere) await each.getByText('Nothing to do yet').waitFor();

      // The tab that held the connection goes; another takes over.
      await page.close();
      await account.addTask('After the first tab');
      await row(tab, 'After the first tab').waitFor();
    });

    test('what was missed while offline is there afterwards, and what was done meanwhile is sent', async () => {
      const account = await world.createAccount();
      await account.addTask('Before');
      const page = await world.open('/', { account });
      await row(page, 'Before').waitFor();

      await page.context().setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await page.getByLabel('Complete Before').check();
      await account.addTask('Missed');
      await page.context().setOffline(false);
      await row(page, 'Missed').waitFor({ timeout: 20_000 });
      await expect
        .poll(async () => (await account.saved()).map(({ title, completed }) => ({ title, completed })))
        .toEqual([
          { title: 'Missed', completed: false },
          { title: 'Before', completed: true },
        ]);
    });

    test('a change that fails is taken back where it happened, says why, and can be tried again', async () => {
      const account = await world.createAccount();
      await account.addTask('Buy milk');
      const page = await world.open('/', { account });
      await row(page, 'Buy milk').waitFor();
      await page.route('**/tasks**', (route) =>
        route.request().method() === 'GET' ? route.continue() : route.abort(),
      );

      await page.getByLabel('Complete Buy milk').click();
      const failed = row(page, 'Buy milk').getByRole('alert');
      await failed.getByText('This was not changed. The server cannot be reached.').waitFor();
      expect(await page.getByLabel('Complete Buy milk').isChecked()).toBe(false);

      await page.getByLabel('New task').fill('Call Maya');
      await page.getByLabel('New task').press('Enter');
      const notAdded = page.getByRole('alert').filter({ hasText: '“Call Maya” was not added.' });
      await notAdded.waitFor();
      await expect.poll(() => titles(page)).toEqual(['Buy milk']);

      await page.unroute('**/tasks**');
      await failed.getByRole('button', { name: 'Try again' }).click();
      await notAdded.getByRole('button', { name: 'Try again' }).click();
      await expect
        .poll(() => account.saved())
        .toMatchObject([
          { title: 'Call Maya', completed: false },
          { title: 'Buy milk', completed: true },
        ]);
      expect(await page.getByRole('alert').filter({ hasText: 'was not' }).count()).toBe(0);
    });

    test('what the server refuses is taken back with its reason', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      await page.getByLabel('New task').fill('y'.repeat(201));
      await page.getByLabel('New task').press('Enter');
      await page.getByText('A title has at most 200 characters; this one has 201.').waitFor();

      // Half an emoji cannot be stored. Playwright would mend it, so it is typed by a script.
      await page.getByLabel('New task').evaluate((input: { value: string }) => {
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value')?.set?.call(
          input,
          'Half an emoji \uD83D',
        );
        (input as unknown as EventTarget).dispatchEvent(new Event('input', { bubbles: true }));
      });
      await page.getByLabel('New task').press('Enter');
      await page.getByRole('alert').filter({ hasText: 'was not added. Title' }).waitFor();
      await page.getByText('Nothing to do yet').waitFor();
      expect(await account.saved()).toEqual([]);
    });

    test('text of any script and length is kept as it is and fits a phone', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account, phone: true });
      const texts = [
        'x'.repeat(200),
        'اشترِ الحليب 🥛 today',
        '👩‍👩‍👧‍👦 family',
        'e\u0301a\u0323\u0307 combined',
        '<b>not bold</b> & "quoted"',
      ];
      await add(page, ...texts);
      await allSaved(page);
      await page.reload();
      await row(page, 'x'.repeat(200)).waitFor();
      expect(await titles(page)).toEqual(texts.toReversed());
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    });

    test('a thousand tasks are all there and can be worked with', async () => {
      const account = await world.createAccount();
      for (let done = 0; done < 1000; done += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, index) => account.addTask(`Task ${done + index}`)));
      }
      const page = await world.open('/', { account });
      await page.getByRole('button', { name: 'All 1000' }).waitFor();
      await add(page, 'One more');
      await page.getByRole('button', { name: 'All 1001' }).waitFor();
      await page.getByLabel('Complete One more').check();
      await page.getByRole('button', { name: 'Done 1' }).click();
      await expect.poll(() => titles(page)).toEqual(['One more']);
    });

    test('everything can be done with the keyboard, and the focus stays where it was', async () => {
      const account = await world.createAccount();
      await account.addTask('First');
      await account.addTask('Second');
      const page = await world.open('/', { account });
      await row(page, 'Second').waitFor();
      const focused = async () => {
        const element = page.locator(':focus');
        return (await element.getAttribute('aria-label')) ?? (await element.textContent());
      };

      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the content');

      await page.keyboard.press('n');
      await page.keyboard.type('Third, with ? and n in it');
      await page.keyboard.press('Enter');
      await row(page, 'Third, with ? and n in it').waitFor();
      await page.keyboard.press('Escape');

      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });

      await page.getByLabel('Complete Third').focus();
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('Complete Second');
      await page.keyboard.press('Space');
      await expect.poll(() => page.getByLabel('Complete Second').isChecked()).toBe(true);

      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.keyboard.type('Never saved');
      await page.keyboard.press('Escape');
      expect(await focused()).toBe('Edit Second');
      await page.keyboard.press('Enter');
      await page.keyboard.type('Renamed');
      await page.keyboard.press('Enter');
      expect(await focused()).toBe('Edit Renamed');

      await page.keyboard.press('Delete');
      await expect.poll(focused).toBe('Undo');
      await page.keyboard.press('Enter');
      await expect.poll(focused).toBe('Complete Renamed');
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await page.keyboard.press('Control+z');
      await row(page, 'Renamed').waitFor();
      await expect
        .poll(async () => (await account.saved()).map(({ title, completed }) => `${title}: ${completed}`))
        .toEqual(['Third, with ? and n in it: false', 'Renamed: true', 'First: false']);
    });

    test('screen readers hear of changes, also of those made elsewhere', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      const heard = () => page.locator('#announcements').textContent();
      await add(page, 'Buy milk');
      await expect.poll(heard).toBe('Added Buy milk');
      await allSaved(page);
      await account.addTask('Elsewhere');
      await expect.poll(heard).toBe('Changed elsewhere: Elsewhere');
    });
  });

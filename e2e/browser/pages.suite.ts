import { describe, expect, test } from 'vitest';
import { faults } from './faults.ts';
import type { World } from './world.ts';

export const pageTests = (world: World) =>
  describe('Pages', () => {
    const devices = [
      { name: 'light', device: {} },
      { name: 'dark', device: { dark: true } },
      { name: 'on a phone', device: { phone: true } },
    ];

    test.each(devices)('pages for everybody are accessible and fit, $name', async ({ device }) => {
      const page = await world.open('/', device);
      for (const path of ['/', '/sign-in', '/sign-up', '/votes', '/nothing-here']) {
        await world.visit(page, path);
        if (path === '/votes') await page.getByText('votes in total').waitFor();
        expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] });
      }
    });

    test.each(devices)('the dashboard is accessible and fits in each of its states, $name', async ({ device }) => {
      const account = await world.createAccount('A person with a name that is longer than most headers are wide');
      const page = await world.open('/', { ...device, account });
      const isFine = async (state: string) => {
        expect({ state, faults: await faults(page) }).toEqual({ state, faults: [] });
      };
      await page.getByText('Nothing to do yet').waitFor();
      await isFine('empty');

      for (const title of ['Buy milk', 'Water the plants', 'w'.repeat(200), 'Call Maya']) await account.addTask(title);
      await page.getByRole('button', { name: 'All 4' }).waitFor();
      await page.getByLabel('Complete Buy milk').check();
      await isFine('some tasks');
      await page.getByRole('button', { name: 'Edit Call Maya' }).click();
      await page.getByLabel('Title').fill('');
      await page.getByRole('button', { name: 'Save' }).click();
      await isFine('editing, with a mistake');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByLabel('Complete Water the plants').focus();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await isFine('deleted');

      await page.route('**/tasks**', (route) => route.abort());
      await page.getByLabel('Complete Call Maya').click();
      await page.getByText('This was not changed.').waitFor();
      await isFine('refused');
      await page.getByRole('button', { name: 'Account of' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
      await isFine('account menu');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await isFine('keys');
    });

    test('the theme can be switched, and stays', async () => {
      const page = await world.open('/', { dark: true });
      const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const dark = await paper();
      await page.getByRole('button', { name: 'Switch between light and dark' }).click();
      const light = await paper();
      expect(light).not.toBe(dark);
      await page.reload();
      expect(await paper()).toBe(light);
    });

    test('when no backend answers the start page is there, says so, and recovers by itself', async () => {
      const page = await world.open('/votes');
      await page.route('**/api/auth/**', (route) => route.fulfill({ status: 502 }));
      await page.goto(world.app.frontend);
      await page.getByText('The server cannot be reached.').waitFor();
      await page.getByRole('link', { name: 'Create an account' }).waitFor();
      expect(await faults(page)).toEqual([]);
      await page.unroute('**/api/auth/**');
      await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' });
    });

    test('a list that cannot be loaded says so and is loaded when it can be', async () => {
      const account = await world.createAccount();
      await account.addTask('Buy milk');
      const page = await world.open('/votes', { account });
      await page.route('**/tasks**', (route) => route.abort());
      await page.getByRole('navigation').getByRole('link', { name: 'Tasks' }).click();
      await page.getByText('Your tasks could not be loaded.').waitFor();
      await page.unroute('**/tasks**');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByLabel('Complete Buy milk').waitFor();
      expect(await page.getByText('Your tasks could not be loaded.').count()).toBe(0);
    });

    test('scripts that are not ours do not run', async () => {
      const page = await world.open('/sign-in');
      const policy = (await page.request.get(`${world.app.frontend}/`)).headers()['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(/script-src [^;]*/.exec(policy)?.[0]).not.toContain('unsafe-inline');
      const [first, second] = [
        policy,
        (await page.request.get(`${world.app.frontend}/`)).headers()['content-security-policy'],
      ];
      expect(/'nonce-[^']+'/.exec(first)?.[0]).not.toBe(/'nonce-[^']+'/.exec(second ?? '')?.[0]);
    });
  });

import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { World } from './world.ts';

async function fillIn(page: Page, fields: Record<string, string>) {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

async function signOut(page: Page) {
  await page.getByRole('button', { name: 'Account of' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Create an account' }).waitFor();
}

export const sessionTests = (world: World) =>
  describe('Sessions (APP-1)', () => {
    test('a visitor creates an account, signs out and signs in again', async () => {
      const page = await world.open('/');
      await page.getByRole('link', { name: 'Create an account' }).click();
      const email = `grace-${Date.now()}@example.com`;
      await fillIn(page, { Name: 'Grace Hopper', Email: email, Password: 'a long enough password' });
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('Nothing to do yet').waitFor();
      await page.getByRole('button', { name: 'Account of Grace Hopper' }).waitFor();

      await signOut(page);
      await page.reload();
      await page.getByRole('link', { name: 'Create an account' }).waitFor();

      await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await fillIn(page, { Email: email, Password: 'not the password' });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('The email or the password is not right.').waitFor();
      expect(await page.locator(':focus').getAttribute('name')).toBe('password');

      await fillIn(page, { Password: 'a long enough password' });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Nothing to do yet').waitFor();
      await page.reload();
      await page.getByText('Nothing to do yet').waitFor();
    });

    test('what cannot be sent is said at its field, and nothing is sent', async () => {
      const page = await world.open('/sign-up');
      const sent: string[] = [];
      page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
      await fillIn(page, { Name: ' ', Email: 'no address', Password: 'short' });
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('Enter a name').waitFor();
      await page.getByText('Enter an email address').waitFor();
      await page.getByText('Use at least 10 characters.').waitFor();
      expect(sent).toEqual([]);
    });

    test('an email that is taken is said at its field', async () => {
      const { email } = await world.createAccount();
      const page = await world.open('/sign-up');
      await fillIn(page, { Name: 'Somebody Else', Email: email, Password: 'a long enough password' });
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('There is an account with this email already.').waitFor();
      expect(page.url()).toContain('/sign-up');
    });

    test('signing in leads back to where one was, and nowhere else', async () => {
      const { email, password } = await world.createAccount();
      const page = await world.open('/votes');
      await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
      await fillIn(page, { Email: email, Password: password });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/votes');
      await signOut(page);

      await world.visit(page, '/sign-in?return=//example.com/');
      await fillIn(page, { Email: email, Password: password });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Nothing to do yet').waitFor();
      expect(page.url()).toBe(`${world.app.frontend}/`);
    });

    test('a session that has ended is said; after signing in one is back, and the refused change can be tried again', async () => {
      const account = await world.createAccount();
      await account.addTask('Water the plants');
      const page = await world.open('/?show=open', { account });
      const task = page.getByLabel('Complete Water the plants');
      await task.waitFor();

      // The server forgets the session, and refuses the token that the page still has.
      await page.context().clearCookies();
      await page.route('**/tasks/**', (route) =>
        route.fulfill({ status: 401, headers: { 'access-control-allow-origin': '*' } }),
      );
      await task.click();
      await page.getByText('Your session has ended.', { exact: false }).first().waitFor();
      expect(await task.isChecked()).toBe(false);
      await page.unroute('**/tasks/**');

      await page.getByRole('link', { name: 'Sign in again' }).click();
      await fillIn(page, { Email: account.email, Password: account.password });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/?show=open');
      await page.getByRole('button', { name: 'Try again' }).click();
      await task.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Done 1' }).click();
      expect(await task.isChecked()).toBe(true);
    });

    test('signing out in one tab signs out the others', async () => {
      const account = await world.createAccount();
      const first = await world.open('/', { account });
      const second = await world.openTab(first, '/');
      await second.getByText('Nothing to do yet').waitFor();
      await signOut(first);
      await second.getByRole('link', { name: 'Create an account' }).waitFor();
      expect(await second.getByLabel('New task').count()).toBe(0);
    });
  });

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createAccount } from './account.ts';
import { startApp } from './app.ts';
import { launchBrowser } from './world.ts';

/** Takes the README's pictures anew, from a copy of the app of its own: `node e2e/browser/screenshots.ts`. */

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const titles = [
  'Water the tomatoes',
  'Send the invitations for Saturday',
  'Return the library books',
  'Book the ferry to Helsinki',
  'Call Maya about the lease',
];
const done = ['Return the library books', 'Water the tomatoes'];

/** Says something to the assistant and waits until its answer begins so. */
async function tell(page: Page, text: string, answer: string) {
  await page.getByLabel('Message to the assistant').fill(text);
  await page.getByLabel('Message to the assistant').press('Enter');
  await page.getByText(answer).waitFor();
}

mkdirSync(folder, { recursive: true });
const { app, stop } = await startApp();
const browser = await launchBrowser();
try {
  const account = await createAccount(app);
  for (const title of titles) {
    const { id } = await account.addTask(title);
    if (done.includes(title)) await account.tasks(`/${id}`, { method: 'PATCH', body: { completed: true } });
    if (title.startsWith('Book')) {
      await account.tasks(`/${id}`, {
        method: 'PATCH',
        body: { description: 'A cabin with a window, if there is one left' },
      });
    }
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 720 },
      deviceScaleFactor: 2,
      colorScheme,
    });
    await context.addCookies([{ ...account.cookie, url: app.frontend }]);
    const page = await context.newPage();
    await page.goto(app.frontend);
    await page.getByLabel('Message to the assistant').waitFor();
    if (colorScheme === 'light') {
      await tell(page, 'Add a task to buy milk', 'I added');
      await tell(page, 'Mark the ferry task as done', 'I marked');
    }
    await page.getByText('I marked').waitFor();
    await page.getByLabel('Complete Buy milk').waitFor();
    await page.locator('[data-marked]').first().waitFor({ state: 'detached' });
    await page.getByLabel('Message to the assistant').blur();
    await page.screenshot({ path: `${folder}dashboard-${colorScheme}.png` });
    await context.close();
  }
} finally {
  await browser.close();
  await stop();
}

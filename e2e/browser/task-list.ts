import type { Page } from 'playwright-core';

/** A task in the list. */
export function row(page: Page, title: string) {
  return page.getByRole('listitem').filter({ has: page.getByRole('button', { name: `Edit ${title}` }) });
}

/** Adds tasks by the page, one after another, each once the page shows the one before. */
export async function add(page: Page, ...tasks: string[]) {
  for (const title of tasks) {
    await page.getByLabel('New task').fill(title);
    await page.getByLabel('New task').press('Enter');
    await row(page, title).waitFor();
  }
}

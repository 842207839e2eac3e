import { expect } from 'vitest';
import type { Page } from 'playwright-core';

/** Where a message to the assistant is written. */
export const message = (page: Page) => page.getByLabel('Message to the assistant');
/** What was said. */
export const log = (page: Page) => page.getByRole('log', { name: 'Conversation' });
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Says something to the assistant and waits until it has answered. */
export async function say(page: Page, text: string) {
  await message(page).fill(text);
  await message(page).press('Enter');
  await log(page).getByText(text, { exact: true }).last().waitFor();
  await answered(page);
}

/** Waits until no answer is coming in. */
export async function answered(page: Page) {
  await expect.poll(() => log(page).locator('[aria-busy=true]').count(), { timeout: 15_000 }).toBe(0);
}

import type { Account } from '../accounts.ts';
import { newCredentials } from '../accounts.ts';
import type { CheckContext } from '../check.ts';
import { CannotTell, Unmet } from '../check.ts';
import type { BrowserTab, Found } from './tab.ts';

const INTERACTIVE_WITHIN_MS = 30_000;

/**
 * Waits until the page's own program has taken over: what is typed before would be lost. Asked of the browser, as the page's
 * policy forbids whatever is evaluated inside it.
 */
export async function isInteractive(tab: Pick<BrowserTab, 'evaluate'>): Promise<void> {
  await tab.evaluate(`new Promise((resolve, reject) => {
    const end = performance.now() + ${INTERACTIVE_WITHIN_MS};
    const isSo = () => !document.querySelector('script[src*="/_next/"]') ||
      Object.keys(document.querySelector('footer button') ?? {}).some((key) => key.startsWith('__reactProps'));
    const look = () => {
      if (isSo()) return resolve();
      if (performance.now() > end) return reject(new Error('The page did not become interactive.'));
      setTimeout(look, 20);
    };
    look();
  })`);
}

/** A page that a signed-in user has opened. */
export async function openAs({ openTab }: CheckContext, path: string, account?: Account): Promise<BrowserTab> {
  const tab = await openTab(path, account?.cookie);
  await isInteractive(tab);
  return tab;
}

/**
 * Signs somebody up by the form, as people do.
 * @returns the page with their list
 * @throws Unmet when the list does not come; CannotTell when the app lets nobody sign up just now
 */
export async function signUpByPage(context: CheckContext): Promise<BrowserTab> {
  const credentials = newCredentials();
  context.accounts.expect(credentials);
  context.name(credentials.password, 'PASSWORD_P');
  const tab = await openAs(context, '/sign-up');
  let isLimited = false;
  tab.on('response', (response) => (isLimited ||= response.status() === 429));
  await tab.getByLabel(/name/i).first().fill(credentials.name);
  await tab.getByLabel(/mail/i).first().fill(credentials.email);
  await tab.getByLabel('Password', { exact: true }).first().fill(credentials.password);
  await tab
    .getByRole('button', { name: /sign up|create/i })
    .first()
    .click();
  const list = tab.getByRole('button', { name: /add/i }).first();
  try {
    await mustCome('Who signs up by the page sees their list.', 'a field for a new task', tab, list.waitFor());
  } catch (error) {
    if (isLimited) throw new CannotTell('the app limits how often somebody signs up: try again in a minute');
    throw error;
  }
  return tab;
}

/** The chat: open where there is room for it, else behind a button. */
export async function openChat(tab: BrowserTab): Promise<Found> {
  const box = tab.getByRole('textbox', { name: /assistant|chat/i }).first();
  const button = tab.getByRole('button', { name: /assistant|chat/i }).first();
  await Promise.any([box.waitFor(), button.waitFor()]).catch(({ errors }: AggregateError) => {
    throw errors[0];
  });
  if (await button.isVisible()) await button.click();
  await box.waitFor();
  return box;
}

/** The row of a task in the list, whatever else on the page says its title. */
export function taskRow(tab: BrowserTab, title: string): Found {
  return tab.getByRole('button', { name: new RegExp(`^Edit ${title}`, 'i') }).first();
}

/**
 * Waits for something that a page must come to.
 * @throws Unmet
 */
export async function mustCome(
  what: string,
  expected: string,
  tab: BrowserTab,
  coming: Promise<unknown>,
): Promise<void> {
  await coming.catch((error: unknown) => {
    if (!isPatienceOver(error)) throw error;
    throw new Unmet([{ what, expected, came: 'it did not come', where: `the page ${new URL(tab.url()).pathname}` }]);
  });
}

/** The page is not as it must be; anything else is a failure of the browser. */
function isPatienceOver(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

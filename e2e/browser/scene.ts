import type { Page } from 'playwright-core';
import type { Account } from './account.ts';

/** The moment at which every picture is taken. */
const NOW = '2026-11-21T09:30:00.000Z';

const titles = [
  'Buy milk',
  'Book the ferry to Helsinki',
  'Call Maya about the lease',
  'Send the invitations for Saturday',
  'Return the library books',
  'Water the tomatoes',
];
const notes: Record<string, string> = { 'Book the ferry to Helsinki': 'A cabin with a window, if there is one left' };
const done = new Set(['Return the library books', 'Water the tomatoes']);
const days = ['2026-11-21', '2026-11-21', '2026-11-20', '2026-11-20', '2026-11-03', '2026-11-03'];

/** A list of some days, as the API gives it. */
export const someTasks = titles.map((title, index) => ({
  id: `00000000-0000-4000-8000-00000000000${index}`,
  title,
  description: notes[title] ?? '',
  completed: done.has(title),
  created_at: `${days[index]}T08:0${9 - index}:00.000Z`,
  updated_at: `${days[index]}T08:0${9 - index}:00.000Z`,
}));

const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };

/** From now on the page gets these tasks, whatever the server has. */
export async function giveTasks(page: Page, { id }: Account, tasks: object[] = someTasks) {
  await page.route(`**/api/${id}/tasks*`, (route) =>
    route.request().method() === 'GET' ? route.fulfill({ json: tasks, headers }) : route.fallback(),
  );
}

/** From now on the page gets this result of the vote. */
export async function giveVotes(page: Page, cats: number, dogs: number) {
  const last_updated = cats + dogs === 0 ? null : new Date(Date.parse(NOW) - 7_000).toISOString();
  await page.route('**/api/results', (route) => route.fulfill({ json: { cats, dogs, last_updated }, headers }));
}

/** From now on it is the same moment for the page; what it waits for goes on. */
export async function stopClock(page: Page) {
  await page.clock.setFixedTime(NOW);
}

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

const [milk, ferry, call, invitations] = someTasks;
const conversationId = '01930000-0000-7000-8000-000000000000';
const looked = { id: '1', name: 'list_tasks', title: 'Look at tasks', arguments: { completed: false }, ok: true };
const added = { id: '2', name: 'add_task', title: 'Add a task', arguments: { title: milk?.title }, ok: true };
const renamed = { id: '3', name: 'update_task', title: 'Change a task', arguments: { title: call?.title }, ok: true };

/** What was said: by whom, and what was done for it. */
const said = [
  { role: 'user', content: 'What is still open?' },
  {
    role: 'assistant',
    content:
      'You have 3 open tasks:\n1. Book the ferry to Helsinki\n2. Call Maya\n3. Send the invitations for Saturday',
    tool_calls: [{ ...looked, summary: 'Found 3 open tasks.', tasks: [ferry, call, invitations] }],
  },
  { role: 'user', content: 'The call is about the lease, and add a task to buy milk' },
  {
    role: 'assistant',
    content: '',
    tool_calls: [
      { ...renamed, summary: 'Renamed.', tasks: [call], before: { ...call, title: 'Call Maya' } },
      { ...added, summary: 'Added “Buy milk”.', tasks: [milk] },
    ],
  },
].map((message, index) => ({
  tool_calls: [],
  model: 'offline',
  stopped: null,
  failure: null,
  ...message,
  id: `01930000-0000-7000-8000-00000000001${index}`,
  created_at: `2026-11-21T09:2${index}:00.000Z`,
}));

const conversations = [
  { id: conversationId, title: 'What is still open?', at: '2026-11-21T09:23:00.000Z' },
  {
    id: '01930000-0000-7000-8000-000000000001',
    title: 'Add a task to water the tomatoes',
    at: '2026-11-21T07:02:00.000Z',
  },
  { id: '01930000-0000-7000-8000-000000000002', title: 'Saturday’s dinner', at: '2026-11-20T18:40:00.000Z' },
  { id: '01930000-0000-7000-8000-000000000003', title: 'What did I finish this week?', at: '2026-11-03T16:11:00.000Z' },
].map(({ id, title, at }) => ({ id, title, created_at: at, updated_at: at }));

/** From now on the page has had these conversations with the assistant, and opens the latest. */
export async function giveConversations(page: Page, { id }: Account) {
  const [latest] = conversations;
  await page.route(`**/api/${id}/conversations?*`, (route) => route.fulfill({ json: conversations, headers }));
  await page.route(`**/api/${id}/conversations/*`, (route) =>
    route.fulfill({ json: { ...latest, messages: said }, headers }),
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

/** From now on the corner says that the page is one of Compose's, and what was proved of it. */
export async function giveRuntime(page: Page) {
  const at = new Date(Date.parse(NOW) - 150_000).toISOString();
  const info = {
    runtime: 'compose',
    backendUrl: 'http://localhost:8000',
    node: 'v24.21.0',
    backend: { version: '1.0.0', schema: '20261121145048_assistant', model: 'offline' },
    runs: [
      { name: 'parity', at, report: { exitCode: 0, findings: [] } },
      { name: 'verify', at, report: { exitCode: 0, sums: { passed: 74, failed: 0, unknown: 0 } } },
    ],
  };
  await page.route('**/runtime', (route) => route.fulfill({ json: info }));
}

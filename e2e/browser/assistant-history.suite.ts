import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { button, log, message, say } from './assistant-page.ts';
import { faults } from './faults.ts';
import { row } from './task-list.ts';
import type { World } from './world.ts';

const search = (page: Page) => page.getByLabel('Search conversations');
const openHistory = (page: Page) => button(page, 'Conversations').click();

/** The conversations in the list whose names begin so. */
const listed = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) });

export const assistantHistoryTests = (world: World) =>
  describe('Assistant: conversations', () => {
    test('conversations are found by what was said in them, and opened from there', async () => {
      const account = await world.createAccount();
      for (const text of ['Add a task to buy milk', 'Add a task to water the plants']) {
        await account.beginConversation(text);
      }
      const page = await world.open('/', { account });
      await openHistory(page);
      await listed(page, 'Add a task').nth(1).waitFor();
      await search(page).fill('PLANTS water');
      await listed(page, 'Add a task to buy milk').waitFor({ state: 'detached' });
      await listed(page, 'Add a task to water the plants').waitFor();
      // The words are in the answer alone: what is around them is shown.
      await search(page).fill('“buy milk” to your');
      await listed(page, 'Add a task to buy milk').getByText('I added “Buy milk” to your').waitFor();
      await expect
        .poll(async () => (await page.locator('#announcements').textContent())?.trim())
        .toBe('1 conversation found');
      await search(page).fill('zebra');
      await page.getByText('None has “zebra” in it.').waitFor();
      await page.keyboard.press('Escape');
      await listed(page, 'Add a task to buy milk').click();
      await log(page).getByText('Added Buy milk').waitFor();
    });

    test('all of a hundred and twenty conversations can be reached', async () => {
      const account = await world.createAccount();
      for (let done = 0; done < 120; done += 10) {
        await Promise.all(
          Array.from({ length: 10 }, (_, index) => account.beginConversation(`Hello number ${done + index}`)),
        );
      }
      const page = await world.open('/', { account });
      await openHistory(page);
      for (const count of [50, 100]) {
        await listed(page, 'Hello number')
          .nth(count - 1)
          .waitFor();
        expect(await listed(page, 'Hello number').count()).toBe(count);
        await button(page, 'Show older ones').click();
      }
      await listed(page, 'Hello number').nth(119).waitFor();
      expect(await button(page, 'Show older ones').count()).toBe(0);
      await search(page).fill('number 0');
      await listed(page, 'Hello number 0 ').click();
      await log(page).getByText('Hello number 0', { exact: true }).waitFor();
    });

    test('a conversation is renamed in its place, by keyboard alone, and a refusal says why', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      await say(page, 'Add a task to buy milk');
      await openHistory(page);
      await button(page, 'Rename the conversation Add a task to buy milk').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type('Never saved');
      await page.keyboard.press('Escape');
      const focused = page.locator(':focus');
      expect(await focused.getAttribute('aria-label')).toBe('Rename the conversation Add a task to buy milk');

      await page.route('**/conversations/*', (route) => route.abort());
      await page.keyboard.press('Enter');
      await page.keyboard.type('Groceries');
      await page.keyboard.press('Enter');
      await page.getByText('Not renamed. The server cannot be reached.').waitFor();
      await page.unroute('**/conversations/*');
      await page.keyboard.press('Enter');
      await expect.poll(() => focused.getAttribute('aria-label')).toBe('Rename the conversation Groceries');
      await page.reload();
      await openHistory(page);
      await listed(page, 'Groceries').waitFor();
    });

    test('a draft is kept for each conversation, over a reload, and until its owner signs out', async () => {
      const account = await world.createAccount();
      const first = await account.beginConversation('Hello first');
      const page = await world.open('/', { account });
      await log(page).getByText('Hello first', { exact: true }).waitFor();
      await message(page).fill('Draft of the first');
      await button(page, 'New conversation').click();
      await page.getByRole('button', { name: 'What can you do?' }).waitFor();
      expect(await message(page).inputValue()).toBe('');
      await message(page).fill('Draft of a new one');
      await page.reload();
      await page.getByRole('button', { name: 'What can you do?' }).waitFor();
      await expect.poll(() => message(page).inputValue()).toBe('Draft of a new one');

      await openHistory(page);
      await listed(page, 'Hello first').click();
      await expect.poll(() => message(page).inputValue()).toBe('Draft of the first');
      await message(page).press('Enter');
      await log(page).getByText('Draft of the first', { exact: true }).waitFor();
      await page.reload();
      await log(page).getByText('Draft of the first', { exact: true }).waitFor();
      expect(await message(page).inputValue()).toBe('');

      const kept = () => page.evaluate<string>('JSON.stringify({ ...localStorage })');
      expect(await kept()).toContain('Draft of a new one');
      expect(await kept()).not.toContain(first);
      await page.getByRole('button', { name: 'Account of' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in to talk to it' }).waitFor();
      expect(await kept()).not.toContain('Draft');
    });

    test('a message that was not sent can be given up', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await message(page).waitFor();
      await page.route('**/chat', (route) => route.abort());
      await message(page).fill('Add a task to buy milk');
      await message(page).press('Enter');
      await log(page).getByText('Not sent.').waitFor();
      await button(page, 'Discard').click();
      await page.getByRole('button', { name: 'What can you do?' }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'What can you do?' }).waitFor();
      expect(await log(page).getByText('Not sent.').count()).toBe(0);
    });

    test('what the assistant did can be undone after a reload, while the task is as it was left', async () => {
      const account = await world.createAccount();
      const milk = await account.addTask('Buy milk');
      await account.addTask('Call Maya');
      const page = await world.open('/', { account });
      await say(page, 'Rename the milk task to buy oat milk');
      await say(page, 'Delete the Maya task');
      await row(page, 'Buy oat milk').waitFor();
      await page.reload();
      await button(page, 'Undo: Deleted Call Maya').click();
      await row(page, 'Call Maya').waitFor();
      await button(page, 'Undo: Renamed Buy milk to Buy oat milk').waitFor();
      await account.tasks(`/${milk.id}`, { method: 'PATCH', body: { title: 'Buy rice milk' } });
      await button(page, 'Undo: Renamed Buy milk to Buy oat milk').waitFor({ state: 'detached' });
      await account.tasks(`/${milk.id}`, { method: 'PATCH', body: { title: 'Buy oat milk' } });
      await button(page, 'Undo: Renamed Buy milk to Buy oat milk').click();
      await row(page, 'Buy milk').waitFor();
    });

    test('suggestions name tasks that are there, and each of them works', async () => {
      const account = await world.createAccount();
      await account.addTask('Buy milk');
      const page = await world.open('/', { account });
      await button(page, 'Mark “Buy milk” as done').click();
      await log(page).getByText('Completed Buy milk').waitFor();
      for (const [suggestion, answer] of [
        ['Show my done tasks', 'Found 1 done task'],
        ['Add a task to water the plants', 'Added Water the plants'],
        ['Show my open tasks', 'Found 1 open task'],
        ['What can you do?', 'add'],
      ] as const) {
        await button(page, 'New conversation').click();
        await button(page, suggestion).click();
        await log(page).getByText(answer).first().waitFor();
      }
    });

    test('it says which model answers, and where another one took over', async () => {
      const account = await world.createAccount();
      await account.beginConversation('Hello');
      const page = await world.open('/votes', { account });
      const entry = { id: '01890000-0000-7000-8000-000000000000', title: 'Hello', created_at: '', updated_at: '' };
      const stored = { tool_calls: [], stopped: null, failure: null, created_at: '' };
      const messages = ['offline', 'offline', 'large-2', 'large-2'].flatMap((model, index) => [
        { ...stored, id: `q${index}`, role: 'user', content: `Question ${index}`, model: null },
        { ...stored, id: `a${index}`, role: 'assistant', content: `Answer ${index}`, model },
      ]);
      const headers = { 'access-control-allow-origin': world.app.frontend };
      await page.route('**/conversations?*', (route) => route.fulfill({ json: [entry], headers }));
      await page.route('**/conversations/*', (route) => route.fulfill({ json: { ...entry, messages }, headers }));
      await page.route('**/api/assistant', (route) =>
        route.fulfill({ json: { model: 'large-2', offline: false }, headers }),
      );
      await page.getByRole('navigation').getByRole('link', { name: 'Tasks' }).click();
      await log(page).getByText('Answer 3').waitFor();
      await page.getByTitle('Answers come from: large-2').waitFor();
      expect(await log(page).getByText('From here on: large-2').count()).toBe(1);
      expect(await page.getByText('No model is connected').count()).toBe(0);
    });

    test('a conversation that was deleted elsewhere says so, and one starts a new one', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      await say(page, 'Add a task to buy milk');
      const elsewhere = await world.openTab(page, '/');
      await openHistory(elsewhere);
      await button(elsewhere, 'Delete the conversation Add a task to buy milk').click();
      await button(elsewhere, 'Delete').click();
      await elsewhere.getByText('There are none yet.').waitFor();
      await page.reload();
      await page.getByText('This conversation is there no more.').waitFor();
      await button(page, 'Start a new one').click();
      await page.getByRole('button', { name: 'What can you do?' }).waitFor();
      await say(page, 'Add a task to rest');
      await row(page, 'Rest').waitFor();
    });

    test('on a phone nothing of it is loaded before it is opened', async () => {
      const account = await world.createAccount();
      const page = await world.open('/votes', { account, phone: true });
      const scripts: string[] = [];
      page.on('response', (response) => {
        if (response.ok() && /\.js(\?|$)/.test(response.url())) {
          void response.text().then(
            (text) => scripts.push(text),
            () => {},
          );
        }
      });
      await world.visit(page, '/');
      const opener = page.getByRole('button', { name: 'Assistant', exact: true });
      await page.getByText('Nothing to do yet').waitFor();
      const isThere = () => scripts.some((text) => text.includes('Message to the assistant'));
      expect([scripts.length > 0, isThere()]).toEqual([true, false]);
      await opener.click();
      await message(page).waitFor();
      await expect.poll(isThere).toBe(true);
    });

    const devices = [
      { name: 'light', device: {} },
      { name: 'dark', device: { dark: true } },
      { name: 'on a phone', device: { phone: true } },
      { name: 'on a phone, dark', device: { phone: true, dark: true } },
    ];

    test.each(devices)('the list is accessible and fits in each of its states, $name', async ({ device }) => {
      const account = await world.createAccount();
      for (const text of ['Add a task to pick tomatoes', 'Hello '.repeat(30), 'w'.repeat(70), 'הוסף משימה']) {
        await account.beginConversation(text);
      }
      const page = await world.open('/', { ...device, account });
      if ('phone' in device) await page.getByRole('button', { name: 'Assistant', exact: true }).click();
      const isFine = async (state: string) => {
        expect({ state, faults: await faults(page) }).toEqual({ state, faults: [] });
      };
      await openHistory(page);
      await listed(page, 'Add a task').waitFor();
      await isFine('all');
      await search(page).fill('tomatoes');
      await listed(page, 'Hello').waitFor({ state: 'detached' });
      await isFine('found');
      await button(page, 'Rename the conversation Add a task to pick tomatoes').click();
      await isFine('renaming');
      await page.keyboard.press('Escape');
      await search(page).fill('zebra');
      await page.getByText('None has').waitFor();
      await isFine('none found');
    });
  });

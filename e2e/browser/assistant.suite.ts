import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { answered, button, log, message, say } from './assistant-page.ts';
import { faults } from './faults.ts';
import { row } from './task-list.ts';
import type { World } from './world.ts';

async function isInView(element: Locator): Promise<boolean> {
  const box = await element.boundingBox();
  return box !== null && box.y > 0 && box.y + box.height < (element.page().viewportSize()?.height ?? 0);
}

const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const start = event('start', {
  conversation_id: '01890000-0000-7000-8000-000000000000',
  message_id: '01890000-0000-7000-8000-000000000001',
  model: 'offline',
});
const turn = (response: string, more: object = {}) =>
  event('done', {
    conversation_id: '01890000-0000-7000-8000-000000000000',
    message_id: '01890000-0000-7000-8000-000000000001',
    response,
    tool_calls: [],
    model: 'offline',
    stopped: null,
    failure: null,
    ...more,
  });

/** Lets this page's messages be answered by the test, as slowly as it likes. */
async function answerInstead(page: Page, answer: (text: string, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'access-control-allow-origin': request.headers.origin ?? '*',
      });
      answer((JSON.parse(body) as { message: string }).message, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await page.route('**/chat', (route) =>
    route.request().method() === 'POST' ? route.continue({ url: `http://127.0.0.1:${port}/chat` }) : route.continue(),
  );
}

export const assistantTests = (world: World) =>
  describe('Assistant', () => {
    test('APP-6: a task that the assistant adds is in the list of every tab without a reload, and can be undone', async () => {
      const account = await world.createAccount();
      const page = await world.open('/', { account });
      const tab = await world.openTab(page, '/');
      await message(page).waitFor();
      await say(page, 'Add a task to buy milk');
      await log(page).getByText('Added Buy milk').waitFor();
      expect(await log(page).textContent()).not.toContain('{');
      await row(page, 'Buy milk').waitFor();
      await row(tab, 'Buy milk').waitFor();

      await button(page, 'Undo: Added Buy milk').click();
      await row(page, 'Buy milk').waitFor({ state: 'detached' });
      await row(tab, 'Buy milk').waitFor({ state: 'detached' });
      await log(page).getByText('Undone').waitFor();
      expect(await account.saved()).toEqual([]);
    });

    test('APP-6: the assistant marks, renames and deletes, each seen in the list, marked there, and undone', async () => {
      const account = await world.createAccount();
      await account.addTask('Buy milk');
      const page = await world.open('/', { account });
      await row(page, 'Buy milk').waitFor();
      // Marks come with the event stream; this shows that it is there.
      await account.addTask('Call Maya');
      await row(page, 'Call Maya').waitFor();
      const marked = page.locator('[data-marked]', { hasText: 'Buy milk' });
      expect(await marked.count()).toBe(0);

      await Promise.all([marked.waitFor(), say(page, 'Mark the milk task as done')]);
      await expect.poll(() => page.getByLabel('Complete Buy milk').isChecked()).toBe(true);
      await marked.waitFor({ state: 'detached' });
      await button(page, 'Undo: Completed Buy milk').click();
      await expect.poll(() => page.getByLabel('Complete Buy milk').isChecked()).toBe(false);

      await say(page, 'Rename the milk task to buy oat milk');
      await row(page, 'Buy oat milk').waitFor();
      await button(page, 'Undo: Renamed Buy milk to Buy oat milk').click();
      await row(page, 'Buy milk').waitFor();

      await say(page, 'Delete the milk task');
      await row(page, 'Buy milk').waitFor({ state: 'detached' });
      await button(page, 'Undo: Deleted Buy milk').click();
      await row(page, 'Buy milk').waitFor();
      await expect
        .poll(async () => (await account.saved()).map(({ title, completed }) => ({ title, completed })))
        .toEqual([
          { title: 'Call Maya', completed: false },
          { title: 'Buy milk', completed: false },
        ]);
    });

    test('APP-6: the answer is shown while it comes, with the tool that is used', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      let response: ServerResponse | undefined;
      await answerInstead(page, (_, opened) => {
        response = opened;
        opened.write(start);
      });
      await message(page).fill('Hello');
      await message(page).press('Enter');
      await log(page).getByText('Thinking').waitFor();
      response?.write(event('tool', { id: '1', name: 'list_tasks', title: 'Look at tasks', arguments: {} }));
      await log(page).getByText('Look at tasks…').waitFor();
      response?.write(event('delta', { text: 'Here you' }));
      await log(page).getByText('Here you', { exact: true }).waitFor();
      response?.write(event('delta', { text: ' are:\n- one\n- two' }));
      await expect.poll(() => log(page).locator('ul > li').allTextContents()).toContain('two');
      response?.end(turn('Nothing <b>here</b>.'));
      await log(page).getByText('Nothing <b>here</b>.').waitFor();
    });

    test('APP-9: from signing up to a task that was asked for in the chat', async () => {
      const page = await world.open('/');
      const began = performance.now();
      await page.getByRole('link', { name: 'Create an account' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Grace Hopper');
      await page.getByLabel('Email', { exact: true }).fill(`chat-${Date.now()}@example.com`);
      await page.getByLabel('Password', { exact: true }).fill('a long enough password');
      await page.getByRole('button', { name: 'Create account' }).click();
      await say(page, 'Add a task to buy milk');
      await row(page, 'Buy milk').waitFor();
      expect(performance.now() - began).toBeLessThan(10_000);
    });

    test('an answer can be stopped: what was said stays, and the next message goes on', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      let isLeft = false;
      await answerInstead(page, (text, response) => {
        response.on('close', () => (isLeft = true));
        response.write(start + event('delta', { text: `You said ${text}.` }));
        if (text === 'two') response.end(turn('Second answer.'));
      });
      await message(page).fill('one');
      await message(page).press('Enter');
      await log(page).getByText('You said one.').waitFor();
      await button(page, 'Stop').click();
      await log(page).getByText('Stopped', { exact: true }).waitFor();
      await log(page).getByText('You said one.').waitFor();
      await expect.poll(() => isLeft).toBe(true);
      await say(page, 'two');
      await log(page).getByText('Second answer.').waitFor();
    });

    test('what is written during an answer waits in order, can be taken back, and is sent after it', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      const asked: string[] = [];
      let first: ServerResponse | undefined;
      await answerInstead(page, (text, response) => {
        asked.push(text);
        response.write(start);
        if (text === 'one') first = response;
        else response.end(turn(`Answer to ${text}.`));
      });
      for (const text of ['one', 'two', 'three', 'four']) {
        await message(page).fill(text);
        await message(page).press('Enter');
      }
      const waiting = page.getByRole('region', { name: 'Messages that wait for the answer' });
      expect(await waiting.locator('p').allTextContents()).toEqual(['two', 'three', 'four']);
      await button(page, 'Do not send: three').click();
      await message(page).fill('still typing');
      first?.end(turn('Answer to one.'));
      await log(page).getByText('Answer to four.').waitFor();
      expect(asked).toEqual(['one', 'two', 'four']);
      expect(await message(page).inputValue()).toBe('still typing');
    });

    test('what fails says why and can be tried again: not sent, broken off, a model that fails', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await message(page).waitFor();
      await page.route('**/chat', (route) => route.abort());
      await message(page).fill('Hello');
      await message(page).press('Enter');
      await log(page).getByText('Not sent. The server cannot be reached.').waitFor();

      await page.unroute('**/chat');
      let tries = 0;
      const failure = { code: 'model_failed', detail: 'The model failed.' };
      await answerInstead(page, (_, response) => {
        tries += 1;
        if (tries === 1) {
          response.write(start + event('delta', { text: 'Half an ans' }));
          setTimeout(() => response.destroy(), 50);
        } else if (tries === 2) response.end(start + turn('The model failed. Try again in a moment.', { failure }));
        else response.end(start + turn('All is well.'));
      });
      await button(page, 'Try again').click();
      await log(page).getByText('The answer broke off').waitFor();
      await log(page).getByText('Half an ans').waitFor();
      expect(await faults(page)).toEqual([]);
      await button(page, 'Try again').click();
      await log(page).getByText('The model failed. Try again in a moment.').waitFor();
      await button(page, 'Try again').click();
      await log(page).getByText('All is well.').waitFor();
      expect(await button(page, 'Try again').count()).toBe(0);
    });

    test('an undo that fails says why where it was asked for, and can be tried again', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await say(page, 'Add a task to buy milk');
      await page.route('**/tasks/*', (route) => route.abort());
      await button(page, 'Undo: Added Buy milk').click();
      await log(page).getByText('This was not undone. The server cannot be reached.').waitFor();
      await row(page, 'Buy milk').waitFor();
      await page.unroute('**/tasks/*');
      await button(page, 'Try again: Added Buy milk').click();
      await row(page, 'Buy milk').waitFor({ state: 'detached' });
    });

    test('offline a message is not sent: it says so and keeps the text', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await message(page).fill('Add a task to buy milk');
      await page.context().setOffline(true);
      await page.getByText('You are offline. Changes wait').waitFor();
      await message(page).press('Enter');
      await page.getByText('You are offline. Your message stays here').waitFor();
      expect(await message(page).inputValue()).toBe('Add a task to buy milk');
      await page.context().setOffline(false);
      await page.getByText('You are offline. Changes wait').waitFor({ state: 'detached' });
      await message(page).press('Enter');
      await row(page, 'Buy milk').waitFor();
      expect(await message(page).inputValue()).toBe('');
    });

    test('a message that is too long is not sent and says so', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await message(page).fill('x'.repeat(8_001));
      await message(page).press('Enter');
      await page.getByText('A message has at most 8,000 characters; this one has 8,001.').waitFor();
      expect(await message(page).inputValue()).toHaveLength(8_001);
    });

    test('a token that has run out is renewed in the middle, and one hears nothing of it', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await message(page).waitFor();
      let refused = 0;
      await page.route('**/chat', (route) => {
        if (route.request().method() !== 'POST' || refused++ > 0) return route.continue();
        return route.fulfill({ status: 401, headers: { 'access-control-allow-origin': world.app.frontend } });
      });
      await say(page, 'Add a task to buy milk');
      await row(page, 'Buy milk').waitFor();
      expect(refused).toBe(2);
    });

    test('conversations are kept: after a reload the last is there, and one can change between them', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await say(page, 'Add a task to buy milk');
      await button(page, 'New conversation').click();
      await page.getByRole('button', { name: 'What can you do?' }).waitFor();
      await say(page, 'Add a task to call Maya');
      await page.reload();
      await log(page).getByText('Added Call Maya').waitFor();
      expect(await log(page).getByText('Added Buy milk').count()).toBe(0);

      await button(page, 'Conversations').click();
      await page.getByRole('button', { name: /^Add a task to buy milk/ }).click();
      await log(page).getByText('Added Buy milk').waitFor();
      await say(page, 'Add a task to rest');
      await log(page).getByText('Added Rest').waitFor();

      await button(page, 'Conversations').click();
      await button(page, 'Delete the conversation Add a task to buy milk').click();
      await button(page, 'Keep').click();
      await button(page, 'Delete the conversation Add a task to buy milk').click();
      await button(page, 'Delete').click();
      await expect.poll(() => page.locator('#announcements').textContent()).toBe('Conversation deleted');
      expect(await page.getByRole('button', { name: /^Add a task to/ }).count()).toBe(1);
      await page.reload();
      await log(page).getByText('Added Call Maya').waitFor();
    });

    test('an answer goes on while another page is looked at', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      let response: ServerResponse | undefined;
      await answerInstead(page, (_, opened) => {
        response = opened;
        opened.write(start + event('delta', { text: 'I am' }));
      });
      await message(page).fill('Hello');
      await message(page).press('Enter');
      await log(page).getByText('I am', { exact: true }).waitFor();
      await page.getByRole('navigation').getByRole('link', { name: 'Votes' }).click();
      await page.getByText('votes in total').waitFor();
      response?.end(turn('I am still here.'));
      await page.getByRole('navigation').getByRole('link', { name: 'Tasks' }).click();
      await log(page).getByText('I am still here.').waitFor();
    });

    test('visitors see the assistant too, and are asked to sign in', async () => {
      const page = await world.open('/');
      const assistant = page.getByRole('region', { name: 'Assistant' });
      await assistant.getByRole('link', { name: 'Sign in to talk to it' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    });

    test('when no backend answers the assistant says that it is away, and comes back', async () => {
      const page = await world.open('/votes');
      await page.route('**/api/auth/**', (route) => route.fulfill({ status: 502 }));
      await page.goto(world.app.frontend);
      await page.getByText('The assistant is away').waitFor();
      await page.unroute('**/api/auth/**');
      await page.getByRole('link', { name: 'Sign in to talk to it' }).waitFor();
    });

    test('signing out takes the conversation off the page', async () => {
      const [ada, grace] = [await world.createAccount('Ada'), await world.createAccount('Grace')];
      const page = await world.open('/', { account: ada });
      await say(page, 'Add a task to buy milk');
      await page.getByRole('button', { name: 'Account of' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in to talk to it' }).waitFor();
      await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
      await page.getByLabel('Email').fill(grace.email);
      await page.getByLabel('Password', { exact: true }).fill(grace.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('button', { name: 'What can you do?' }).waitFor();
      expect(await page.getByText('Added Buy milk').count()).toBe(0);
    });

    test('the offline model is said once, with how to connect another', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      const note = page.getByText('No model is connected');
      await note.waitFor();
      expect(await note.textContent()).toContain('OPENAI_API_KEY or OPENAI_BASE_URL');
      await say(page, 'Add a task to buy milk');
      await say(page, 'Add a task to call Maya');
      expect(await note.count()).toBe(1);
    });

    test('the keyboard does it all: / leads there, Escape back, and undo is a Tab away', async () => {
      const account = await world.createAccount();
      await account.addTask('Call Maya');
      const page = await world.open('/', { account });
      await message(page).waitFor();
      await page.getByLabel('Complete Call Maya').focus();
      await page.keyboard.press('/');
      await page.keyboard.type('Add a task to buy milk / now');
      expect(await message(page).inputValue()).toBe('Add a task to buy milk / now');
      await page.keyboard.press('Escape');
      expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Complete Call Maya');
      await page.keyboard.press('/');
      await page.keyboard.press('Shift+Enter');
      expect(await message(page).inputValue()).toBe('Add a task to buy milk / now\n');
      await message(page).fill('Add a task to buy milk');
      await page.keyboard.press('Enter');
      await answered(page);
      await button(page, 'Undo: Added Buy milk').waitFor();
      await page.keyboard.press('Shift+Tab');
      expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Undo: Added Buy milk');
      await page.keyboard.press('Enter');
      await row(page, 'Buy milk').waitFor({ state: 'detached' });
      await expect.poll(() => message(page).evaluate((element) => element.matches(':focus'))).toBe(true);
    });

    test('while somebody works it waits, and / asks for it at once', async () => {
      const account = await world.createAccount();
      await account.addTask('Call Maya');
      const page = await world.open('/votes', { account });
      // Somebody whose hands never rest: only the page itself is as quick as that on every machine.
      await page.addInitScript(`setInterval(() => {
        document.body?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      }, 20);`);
      await world.visit(page, '/');
      await row(page, 'Call Maya').waitFor();
      await pause(600);
      expect(await message(page).count()).toBe(0);
      await page.getByLabel('Complete Call Maya').focus();
      await page.keyboard.press('/');
      await message(page).waitFor();
      await expect.poll(() => message(page).evaluate((element) => element.matches(':focus'))).toBe(true);
      await page.keyboard.press('Escape');
      expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Complete Call Maya');
    });

    test('on a phone it is a sheet: the focus goes in, Escape closes it, the focus returns', async () => {
      const page = await world.open('/', { account: await world.createAccount(), phone: true });
      const opener = page.getByRole('button', { name: 'Assistant', exact: true });
      await opener.click();
      const sheet = page.getByRole('dialog', { name: 'Assistant' });
      await sheet.waitFor();
      expect(await page.locator('dialog:focus, dialog :focus').count()).toBe(1);
      await say(page, 'Add a task to buy milk');
      const small = await sheet.locator('button, textarea').evaluateAll((all) =>
        all
          .map((element) => ({ name: element.getAttribute('aria-label'), box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
          .map(({ name }) => name),
      );
      expect(small).toEqual([]);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
      expect(await page.locator(':focus').textContent()).toBe('Assistant');
      await row(page, 'Buy milk').waitFor();
      await opener.click();
      await log(page).getByText('Added Buy milk').waitFor();
      await button(page, 'Close the assistant').click();
      await sheet.waitFor({ state: 'hidden' });
    });

    test('a draft survives that the window is made narrow and wide again', async () => {
      const page = await world.open('/', { account: await world.createAccount() });
      await message(page).fill('Half a thou');
      await page.setViewportSize({ width: 800, height: 900 });
      await page.getByRole('button', { name: 'Assistant', exact: true }).click();
      expect(await message(page).inputValue()).toBe('Half a thou');
      await page.setViewportSize({ width: 1440, height: 900 });
      await expect.poll(() => message(page).inputValue()).toBe('Half a thou');
    });

    const devices = [
      { name: 'light', device: {} },
      { name: 'dark', device: { dark: true } },
      { name: 'on a phone', device: { phone: true } },
      { name: 'on a phone, dark', device: { phone: true, dark: true } },
    ];

    test.each(devices)('the assistant is accessible and fits in each of its states, $name', async ({ device }) => {
      const page = await world.open('/', { ...device, account: await world.createAccount() });
      if ('phone' in device) await page.getByRole('button', { name: 'Assistant', exact: true }).click();
      const isFine = async (state: string) => {
        // Half-way through a transition colours are not what they will be.
        await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
        expect({ state, faults: await faults(page) }).toEqual({ state, faults: [] });
      };
      await message(page).waitFor();
      await isFine('first use');
      await say(page, 'Add a task to buy milk');
      await isFine('an answer with a tool');
      let response: ServerResponse | undefined;
      await answerInstead(page, (_, opened) => {
        response = opened;
        opened.write(start + event('delta', { text: `${'w'.repeat(300)}\n- שלום עולם\n- ${'long '.repeat(100)}` }));
      });
      await message(page).fill('Go on '.repeat(60));
      await message(page).press('Enter');
      await log(page).getByText('שלום').waitFor();
      await message(page).fill('And then');
      await message(page).press('Enter');
      await button(page, 'Stop').waitFor();
      await isFine('running, one waits, very long words');
      await button(page, 'Do not send: And then').click();
      response?.end(turn('', { failure: { code: 'model_unreachable', detail: 'The model cannot be reached.' } }));
      await log(page).getByText('The model cannot be reached.').waitFor();
      await isFine('failed');
      await button(page, 'Conversations').click();
      await isFine('conversations');
      await page
        .getByRole('button', { name: /^Delete the conversation/ })
        .first()
        .click();
      await isFine('deleting one');
    });

    test('two hundred messages are shown at their end, and scroll by themselves alone', async () => {
      const account = await world.createAccount();
      const page = await world.open('/votes', { account });
      const id = '01890000-0000-7000-8000-000000000000';
      const headers = { 'access-control-allow-origin': world.app.frontend };
      const entry = { id, title: 'Long', created_at: '', updated_at: '2026-01-01T00:00:00Z' };
      const messages = Array.from({ length: 200 }, (_, index) => ({
        id: `message ${index}`,
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: `Message number ${index}`,
        tool_calls: [],
        model: 'offline',
        stopped: null,
        failure: null,
        created_at: '',
      }));
      await page.route('**/conversations?*', (route) => route.fulfill({ json: [entry], headers }));
      await page.route(`**/conversations/${id}`, (route) => route.fulfill({ json: { ...entry, messages }, headers }));
      await page.getByRole('navigation').getByRole('link', { name: 'Tasks' }).click();
      const last = log(page).getByText('Message number 199');
      await last.waitFor();
      await expect.poll(() => isInView(last)).toBe(true);
      await log(page).getByText('Message number 0', { exact: true }).scrollIntoViewIfNeeded();
      await page.getByRole('button', { name: 'Go to the latest message' }).click();
      await expect.poll(() => isInView(last)).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
    });
  });

import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { answered, button, log, message, say } from './assistant-page.ts';
import { BACK_WITHIN_MS, openOverLine } from './outage.ts';
import { add, row } from './task-list.ts';
import type { World } from './world.ts';

// Longer than the first tries to connect again, so that a page has to go on trying.
const OUTAGE_MS = 8_000;

export const liveTests = (world: World) =>
  describe('Live', () => {
    test('a task that is added in one browser is in the other within a second, both ways', async () => {
      const account = await world.createAccount();
      const [one, other] = [await world.open('/', { account }), await world.open('/', { account })];
      // The first shows that both event streams are there.
      await add(one, 'First');
      await row(other, 'First').waitFor();
      for (const [from, to, title] of [
        [one, other, 'From here'],
        [other, one, 'From there'],
        [one, other, 'And back'],
      ] as const) {
        const arrives = row(to, title).waitFor();
        await add(from, title);
        const began = performance.now();
        await arrives;
        expect(performance.now() - began).toBeLessThan(1_000);
      }
    });

    test('after an outage of the backend a page connects again by itself, and what was missed is there', async () => {
      const account = await world.createAccount();
      const gone = await account.addTask('To be deleted');
      const renamed = await account.addTask('To be renamed');
      const { page, line } = await openOverLine(world, account);
      await row(page, 'To be renamed').waitFor();
      await account.addTask('Before');
      await row(page, 'Before').waitFor();

      await line.cut();
      await account.addTask('Missed');
      await account.tasks(`/${gone.id}`, { method: 'DELETE' });
      await account.tasks(`/${renamed.id}`, { method: 'PATCH', body: { title: 'Renamed' } });
      await page.getByText('Reconnecting').waitFor();
      await pause(OUTAGE_MS);
      expect(await row(page, 'Missed').count()).toBe(0);

      await line.mend();
      await row(page, 'Missed').waitFor({ timeout: BACK_WITHIN_MS });
      await row(page, 'Renamed').waitFor();
      await row(page, 'To be deleted').waitFor({ state: 'detached' });
      await page.getByText('Reconnecting').waitFor({ state: 'detached' });
      await account.addTask('After');
      await row(page, 'After').waitFor();
    });

    test('an answer whose connection breaks is there when the server is back, and what it did is done once', async () => {
      const account = await world.createAccount();
      const { page, line } = await openOverLine(world, account);
      await message(page).waitFor();
      await say(page, 'Add a task to rest');
      const begun = line.holdAfter('event: start');
      await message(page).fill('Add a task to buy milk');
      await message(page).press('Enter');
      await begun;
      await expect.poll(account.saved).toHaveLength(2);

      await line.cut();
      await log(page).getByText('The answer broke off').waitFor();
      await message(page).fill('Still typing');
      await line.mend();
      await log(page).getByText('Added Buy milk').waitFor({ timeout: BACK_WITHIN_MS });
      await log(page).getByText('The answer broke off').waitFor({ state: 'detached' });
      expect(await message(page).inputValue()).toBe('Still typing');
      await button(page, 'Undo: Added Buy milk').click();
      await expect.poll(account.saved).toHaveLength(1);
    });

    test('what is written while the backend is away is kept, over a reload too, and sent when it is back', async () => {
      const account = await world.createAccount();
      const { page, line } = await openOverLine(world, account);
      await message(page).waitFor();
      await say(page, 'Add a task to rest');
      await line.cut();
      await message(page).fill('Add a task to buy milk');
      await message(page).press('Enter');
      await log(page).getByText('Not sent. The server cannot be reached.').waitFor();
      await message(page).fill('Add a task to call Maya');

      await line.mend();
      await page.reload();
      await log(page).getByText('Not sent. The page was closed before it was sent.').waitFor();
      expect(await message(page).inputValue()).toBe('Add a task to call Maya');
      await button(page, 'Try again').click();
      await row(page, 'Buy milk').waitFor();
      await answered(page);
      await message(page).press('Enter');
      await row(page, 'Call Maya').waitFor();
      await page.reload();
      await log(page).getByText('Added Call Maya').waitFor();
      expect(await log(page).getByText('Not sent').count()).toBe(0);
      expect(await message(page).inputValue()).toBe('');
    });
  });

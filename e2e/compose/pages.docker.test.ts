import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { answered, button, log, message, say } from '../browser/assistant-page.ts';
import { BACK_WITHIN_MS } from '../browser/outage.ts';
import { testFlows } from '../browser/suites.ts';
import { row } from '../browser/task-list.ts';
import { requirement } from '../requirements.ts';
import type { Project } from './project.ts';
import { describeWithDocker } from './world.ts';

const { available, reason } = requirement('browser');

const AWAY_MS = 60_000;

describeWithDocker('the pages under Compose', ({ project }) => {
  describe.skipIf(!available)(`in a browser${available ? '' : `, not run: ${reason}`}`, () => {
    let copy: Project;
    const world = testFlows(async () => {
      copy = await project('pages', { env: { APP_TARGET: 'run' } });
      await copy.up('--build');
      return { app: copy };
    });

    test('a backend that is killed within an answer and away for a minute: nothing is lost, and all goes on', async () => {
      const account = await world.createAccount();
      await account.addTask('Before');
      const page = await world.open('/', { account });
      await row(page, 'Before').waitFor();
      await say(page, 'Add a task to rest');

      // It stands still, so that the end comes within the answer.
      await copy.demand(['pause', 'backend']);
      await message(page).fill('Add a task to buy milk');
      await message(page).press('Enter');
      await log(page).getByText('Thinking').waitFor();
      await copy.demand(['kill', '--signal', 'KILL', 'backend']);
      await page.getByText('Reconnecting').waitFor();
      await message(page).fill('Add a task to call Maya');
      await page.getByLabel('New task').fill('Half a thought');
      await copy.sql(
        `INSERT INTO tasks (id, user_id, title, updated_at) VALUES (gen_random_uuid(), '${account.id}', 'Missed', now())`,
      );
      await pause(AWAY_MS);
      expect(await row(page, 'Missed').count()).toBe(0);

      await copy.demand(['start', 'backend']);
      await row(page, 'Missed').waitFor({ timeout: BACK_WITHIN_MS });
      await page.getByText('Reconnecting').waitFor({ state: 'detached' });
      expect(await message(page).inputValue()).toBe('Add a task to call Maya');
      expect(await page.getByLabel('New task').inputValue()).toBe('Half a thought');
      await button(page, 'Try again').click();
      await row(page, 'Buy milk').waitFor();
      await answered(page);
      await message(page).press('Enter');
      await row(page, 'Call Maya').waitFor();
      const titles = (await account.saved()).map(({ title }) => title);
      expect(titles.toSorted()).toEqual(['Before', 'Buy milk', 'Call Maya', 'Missed', 'Rest']);
    });
  });
});

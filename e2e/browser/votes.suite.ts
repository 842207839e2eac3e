import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { World } from './world.ts';

/** The votes for cats and dogs that the page shows. */
async function counts(page: Page): Promise<number[]> {
  const texts = await page.getByText(/^[\d,]+ votes?$/).allTextContents();
  return texts.map((text) => Number.parseInt(text.replaceAll(',', ''), 10));
}

/** How much of the picture the cats' area takes, in percent. */
async function catsArea(page: Page): Promise<number> {
  const picture = await page.getByRole('img').boundingBox();
  const area = await page.getByRole('img').locator('> div').first().boundingBox();
  return ((area?.width ?? 0) / (picture?.width ?? 1)) * 100;
}

export const voteTests = (world: World) =>
  describe('Votes (VOTE-7)', () => {
    async function voteElsewhere(option: 'cats' | 'dogs', times: number) {
      for (let vote = 0; vote < times; vote++) {
        const answer = await fetch(`${world.app.backend}/api/vote`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ option }),
        });
        expect(answer.status).toBe(201);
      }
    }

    test('a vote without an account shows at once and stays', async () => {
      const page = await world.open('/votes');
      await expect.poll(() => counts(page)).toHaveLength(2);
      const [cats = 0, dogs = 0] = await counts(page);
      await page.getByRole('button', { name: 'Vote for cats' }).click();
      await page.getByRole('button', { name: 'Vote for cats' }).click();
      expect(await counts(page)).toEqual([cats + 2, dogs]);
      await expect
        .poll(async () => ((await (await fetch(`${world.app.backend}/api/results`)).json()) as { cats: number }).cats, {
          timeout: 10_000,
        })
        .toBe(cats + 2);
      expect(await counts(page)).toEqual([cats + 2, dogs]);
      await page.getByText(`${cats + dogs + 2} votes in total`).waitFor();
      await page.getByText('updated just now').waitFor();
    });

    test('votes from elsewhere move the picture', async () => {
      const page = await world.open('/votes');
      await expect.poll(() => counts(page)).toHaveLength(2);
      const before = await catsArea(page);
      const [cats = 0, dogs = 0] = await counts(page);
      await voteElsewhere('dogs', 8);
      await expect.poll(() => counts(page), { timeout: 15_000 }).toEqual([cats, dogs + 8]);
      await expect.poll(() => catsArea(page)).toBeLessThan(before);
      const share = Math.round((cats / (cats + dogs + 8)) * 100);
      await expect.poll(async () => Math.round(await catsArea(page))).toBe(share);
      expect(await page.getByRole('img').getAttribute('aria-label')).toBe(
        `Cats ${share} percent, dogs ${100 - share} percent`,
      );
    });

    test('a vote that is not taken is taken back and says so', async () => {
      const page = await world.open('/votes');
      await expect.poll(() => counts(page)).toHaveLength(2);
      const before = await counts(page);
      await page.route('**/api/vote', (route) => route.abort());
      await page.getByRole('button', { name: 'Vote for dogs' }).click();
      await page.getByText('Your vote was not taken. The server cannot be reached.').waitFor();
      expect(await counts(page)).toEqual(before);
    });

    test('when the result cannot be had the last one stays, with the reason', async () => {
      const page = await world.open('/votes');
      await expect.poll(() => counts(page)).toHaveLength(2);
      const before = await counts(page);
      await page.route('**/api/results', (route) => route.abort());
      await page.getByText('Not live right now: the server cannot be reached.').waitFor();
      expect(await counts(page)).toEqual(before);
      await page.unroute('**/api/results');
      await page.getByText('Not live right now').waitFor({ state: 'detached' });
    });
  });

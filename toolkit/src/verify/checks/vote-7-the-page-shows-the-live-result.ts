import { mustCome, openAs } from '../browser/page-actions.ts';
import type { BrowserTab } from '../browser/tab.ts';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { mustBe, status } from '../expectations.ts';
import { readResults } from '../results.ts';

const LIVE_WITHIN_MS = 6_000;

interface Shown {
  cats: number;
  dogs: number;
}

export const thePageShowsTheLiveResult = defineCheck({
  id: 'VOTE-7',
  title: 'A page with both buttons and the live result',
  turn: 'votes',
  needs: 'browser',
  leavesOut: ({ writesVotes }) =>
    writesVotes ? [] : ['a vote by a click, and votes from elsewhere: needs --write-votes, or --start'],

  async gather(context) {
    const { results } = await readResults(context);
    const tab = await openAs(context, '/votes');
    const button = (option: string) => tab.getByRole('button', { name: new RegExp(option, 'i') }).first();
    for (const option of ['cats', 'dogs']) {
      await mustCome('The page has a button for each option.', `a button for ${option}`, tab, button(option).waitFor());
    }
    const first = await shownWithin(context, tab, () => true);
    const clicked = context.writesVotes && first ? await voteByClick(context, tab, first) : undefined;
    const picture = await pictureOf(tab);
    await tab.close();
    return { results, first, ...clicked, picture, writesVotes: context.writesVotes };
  },

  judge({ results, first, afterClick, afterOthers, picture, writesVotes }) {
    const where = 'the page /votes';
    const want = (what: string, wanted: Shown, came: Shown | undefined): Finding[] =>
      came?.cats === wanted.cats && came.dogs === wanted.dogs
        ? []
        : [{ what, expected: words(wanted), came: came ? words(came) : 'no numbers', where }];
    if (!first) return want('The page shows the result.', results, first);
    return [
      ...want('The page shows the result.', results, first),
      ...(writesVotes ? want('A click is a vote, and shows.', { ...first, cats: first.cats + 1 }, afterClick) : []),
      ...(writesVotes
        ? want('A vote from elsewhere shows by itself.', { cats: first.cats + 1, dogs: first.dogs + 1 }, afterOthers)
        : []),
      ...(picture === ''
        ? [
            {
              what: 'The page has a picture of the result.',
              expected: 'an image with a text that says the shares',
              came: 'none',
              where,
            },
          ]
        : []),
    ];
  },

  saw: ({ first, afterOthers, picture }) => {
    const { cats, dogs } = afterOthers ?? first ?? { cats: 0, dogs: 0 };
    return `cats ${cats}, dogs ${dogs} in Chromium; picture: ${picture}`;
  },
});

async function voteByClick(context: CheckContext, tab: BrowserTab, first: Shown) {
  await tab.getByRole('button', { name: /cats/i }).first().click();
  const afterClick = await shownWithin(context, tab, ({ cats }) => cats === first.cats + 1);
  const vote = await context.backend('POST', '/api/vote', { json: { option: 'dogs' } });
  mustBe('A vote is recorded.', vote, status(201));
  const afterOthers = await shownWithin(
    context,
    tab,
    ({ cats, dogs }) => cats === first.cats + 1 && dogs === first.dogs + 1,
  );
  return { afterClick, afterOthers };
}

/** The numbers on the page, as soon as they are as they must be; the last ones when the time is over. */
async function shownWithin(context: CheckContext, tab: BrowserTab, isEnough: (shown: Shown) => boolean) {
  const until = performance.now() + LIVE_WITHIN_MS;
  for (;;) {
    const shown = await read(tab);
    if ((shown && isEnough(shown)) || performance.now() > until) return shown;
    await context.pause(100);
  }
}

/** "12 votes" for cats, then for dogs. */
async function read(tab: BrowserTab): Promise<Shown | undefined> {
  const texts = await tab.getByText(/^[\d,.\s]+ votes?$/).allTextContents();
  const [cats, dogs] = texts.map((text) => Number.parseInt(text.replaceAll(/[,.\s]/g, ''), 10));
  return cats === undefined || dogs === undefined ? undefined : { cats, dogs };
}

async function pictureOf(tab: BrowserTab): Promise<string> {
  const picture = tab.getByRole('img').first();
  return (await picture.count()) === 0 ? '' : ((await picture.getAttribute('aria-label')) ?? '');
}

const words = ({ cats, dogs }: Shown) => `cats ${cats}, dogs ${dogs}`;

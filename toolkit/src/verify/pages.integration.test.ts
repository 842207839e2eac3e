import { afterAll, describe, expect, test } from 'vitest';
import { processEnvironment } from '../environment.ts';
import { createBrowser } from './browser/browser.ts';
import { findBrowser } from './browser/find-browser.ts';
import { pageFlaws } from './stand-in/copy-flaws.ts';
import { at, replaceBy } from './stand-in/flaws.ts';
import { look } from './stand-in/look.ts';

// What does not come within this time on a page of a few lines does not come.
const PATIENCE_MS = 4000;
const found = findBrowser(process.cwd(), processEnvironment());
const missing = 'missing' in found ? found.missing : undefined;
const browser = 'missing' in found ? undefined : createBrowser(found, PATIENCE_MS);
afterAll(() => browser?.close());

const only = 'APP-6,APP-9,VOTE-7';
// A page that has nothing to do with the flaw is not opened.
const pagesOf = (ids: string) => (ids === 'VOTE-7' ? ids : 'APP-6,APP-9');
const rows = Object.entries(pageFlaws).flatMap(([ids, list]) =>
  list.map(([what, finding, flaw]) => ({ ids, what, finding, flaw })),
);

describe.skipIf(missing !== undefined)(
  `pages in Chromium${missing === undefined ? '' : `: not run, ${missing}`}`,
  { concurrent: true },
  () => {
    test('nothing is found in pages that are as the requirements say', async () => {
      const { findings, notWell, results } = await look({}, { writesVotes: true, only, browser });
      expect({ findings, notWell }).toEqual({ findings: [], notWell: {} });
      expect(results).toHaveLength(3);
    });

    test('who signs up too often by the page learns that, and it is no fault of the page', async () => {
      const limited = at('frontend', '/api/auth/sign-up/email', replaceBy(429));
      const { notWell, results } = await look(limited, { only: 'APP-9', browser });
      expect(notWell).toEqual({ 'APP-9': 'unknown' });
      expect(results[0]?.reason).toContain('how often somebody signs up');
    });

    test('without votes a page to vote on is looked at all the same', async () => {
      const { findings, results } = await look({}, { only: 'VOTE-7', browser });
      expect(findings).toEqual([]);
      expect(results[0]?.leftOut).toEqual([
        'a vote by a click, and votes from elsewhere: needs --write-votes, or --start',
      ]);
    });

    test.each(rows)('$ids sees that $what, and nobody else does', async ({ ids, finding, flaw }) => {
      const { findings, notWell, peopleLeft } = await look(flaw, { writesVotes: true, only: pagesOf(ids), browser });
      expect(Object.keys(notWell)).toEqual(ids.split(' '));
      expect(findings.join('\n')).toContain(finding);
      expect(peopleLeft).toEqual([]);
    });
  },
);

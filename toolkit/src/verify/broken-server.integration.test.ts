import { describe, expect, test } from 'vitest';
import { assistantFlaws } from './stand-in/assistant-flaws.ts';
import { copyFlaws } from './stand-in/copy-flaws.ts';
import type { Row } from './stand-in/flaws.ts';
import { at, flaws, flawsWithVotes, replaceBy } from './stand-in/flaws.ts';
import { look } from './stand-in/look.ts';

const rowsOf = (table: Record<string, Row[]>) =>
  Object.entries(table).flatMap(([ids, rows]) => rows.map(([what, finding, flaw]) => ({ ids, what, finding, flaw })));

// Each has a stand-in of its own, and waiting is most of what they do.
describe.concurrent('an app that runs', () => {
  test('nothing is found in an app that is as the requirements say', async () => {
    const { results, findings, notWell, peopleLeft, leftBehind } = await look({});
    expect({ findings, notWell, peopleLeft, leftBehind }).toEqual({
      findings: [],
      notWell: {},
      peopleLeft: [],
      leftBehind: [],
    });
    expect(results.map(({ id }) => id).join(' ')).toBe(
      'RUN-3 RUN-4 RUN-9 APP-1 APP-2 APP-3 APP-4 APP-5 APP-7 APP-8 VOTE-1 VOTE-3',
    );
    expect(results.filter(({ saw }) => saw === '')).toEqual([]);
  });

  test.each(rowsOf({ ...flaws, ...assistantFlaws }))(
    '$ids sees that $what, and nobody else does',
    async ({ ids, finding, flaw }) => {
      const { findings, notWell, peopleLeft } = await look(flaw);
      expect(Object.keys(notWell)).toEqual(ids.split(' '));
      expect(findings.join('\n')).toContain(finding);
      expect(peopleLeft).toEqual([]);
    },
  );

  test('who asks too often learns that, and it is no pass', async () => {
    const limited = at('frontend', '/api/auth/sign-up/email', (told) => {
      replaceBy(429)(told);
      told.headers['retry-after'] = '42';
    });
    const { notWell, results } = await look(limited, { only: 'APP-1,APP-2,APP-3' });
    expect(notWell).toEqual({ 'APP-1': 'unknown', 'APP-2': 'unknown', 'APP-3': 'unknown' });
    expect(results.find(({ id }) => id === 'APP-1')?.reason).toContain('try again in 42 s');
  });

  test('of a real model nothing is asked that only the rule-based one must do', async () => {
    const { notWell, results } = await look({ model: 'gpt-5-mini' }, { only: 'APP-3,APP-4,APP-5,APP-8' });
    expect(notWell).toEqual({ 'APP-4': 'unknown' });
    expect(results.find(({ id }) => id === 'APP-4')?.reason).toMatch(/^the model gpt-5-mini answers/);
  });

  test('a signing key of another app says nothing about this one', async () => {
    const { notWell, results } = await look({}, { only: 'APP-1', keyId: 'of-another-app' });
    expect(notWell).toEqual({ 'APP-1': 'unknown' });
    expect(results[0]?.reason).toBe("the key of --signing-key is none of this app's: /api/auth/jwks does not name it");
  });

  test('users that cannot be deleted are named', async () => {
    const { leftBehind, peopleLeft } = await look({ blindTo: 'deletion' }, { only: 'APP-2' });
    expect(peopleLeft).toHaveLength(2);
    for (const email of peopleLeft) expect(leftBehind.join('\n')).toContain(email);
    expect(leftBehind[0]).toContain('(POST /api/auth/delete-user: status 500)');
  });
});

describe.concurrent('an app that takes votes', () => {
  const only = 'VOTE-1,VOTE-3,VOTE-5';

  test('nothing is found in an app that is as the requirements say', async () => {
    const { notWell, results } = await look({}, { writesVotes: true, only });
    expect(notWell).toEqual({});
    expect(results).toHaveLength(3);
  });

  test.each(rowsOf(flawsWithVotes))('$ids sees that $what, and nobody else does', async ({ ids, finding, flaw }) => {
    const { findings, notWell } = await look(flaw, { writesVotes: true, only });
    expect(notWell).toEqual({ [ids]: 'fail' });
    expect(findings.join('\n')).toContain(finding);
  });
});

describe.concurrent('a copy whose parts end and start', () => {
  const only = 'RUN-3,RUN-5,RUN-7,RUN-8,APP-5,APP-8,VOTE-5';

  test('nothing is found in an app that is as the requirements say', async () => {
    const { findings, notWell, results } = await look({}, { isOwnCopy: true, only });
    expect({ findings, notWell }).toEqual({ findings: [], notWell: {} });
    expect(results).toHaveLength(7);
    expect(results.flatMap(({ leftOut }) => leftOut)).toEqual([]);
  });

  test.each(rowsOf(copyFlaws))('$ids sees that $what, and nobody else does', async ({ ids, finding, flaw }) => {
    const { findings, notWell } = await look(flaw, { isOwnCopy: true, only });
    expect(Object.keys(notWell)).toEqual(ids.split(' '));
    expect(findings.join('\n')).toContain(finding);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { checks } from './checks/index.ts';
import { createPlaceholders } from './placeholders.ts';
import type { Clock, Run } from './run-checks.ts';
import { runChecks } from './run-checks.ts';
import { select } from './selection.ts';
import { readSigningKey } from './signing-key.ts';
import type { Flaw } from './stand-in/flaw.ts';
import { at, flaws, flawsWithVotes, replaceBy } from './stand-in/flaws.ts';
import { startStandIn } from './stand-in/server.ts';

interface Looked extends Run {
  /** Outcomes by id; what passed is left out. */
  notWell: Record<string, string>;
  findings: string[];
  peopleLeft: string[];
}

/** Faster than ours, so that waiting for kept results to grow old takes no minutes. */
const HASTE = 5;
const clock: Clock = {
  now: () => performance.now() * HASTE,
  pause: (ms, signal) => pause(ms / HASTE, undefined, { signal }),
};
const never = new AbortController().signal;
const watcher = { started: () => undefined, finished: () => undefined };

/** Runs checks against an app with a flaw. */
async function look(
  flaw: Flaw,
  { writesVotes = false, only, keyId }: { writesVotes?: boolean; only?: string; keyId?: string } = {},
): Promise<Looked> {
  const app = await startStandIn({ keepsResultsMs: 2000 / HASTE, ...flaw });
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-verify-'));
  try {
    const keyFile = join(folder, 'key.json');
    writeFileSync(keyFile, JSON.stringify(keyId ? { ...app.signingKey, kid: keyId } : app.signingKey));
    const { frontendUrl, backendUrl } = app;
    const target = { runtime: 'native', frontendUrl, backendUrl, isDevelopment: false } as const;
    const options = { writesVotes, signingKey: readSigningKey(keyFile) };
    const chosen = select(only, options, { checks, uncheckable: [] }).checks;
    const surroundings = {
      target,
      options,
      placeholders: createPlaceholders(),
      watcher,
      clock,
      stop: never,
      stopNow: never,
    };
    const run = await runChecks(chosen, surroundings);
    const notWell = run.results.filter(({ outcome }) => outcome !== 'pass').map(({ id, outcome }) => [id, outcome]);
    const findings = run.results.flatMap((result) => result.findings.map(({ what }) => what));
    return { ...run, notWell: Object.fromEntries(notWell), findings, peopleLeft: app.people() };
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true });
  }
}

const rowsOf = (table: typeof flaws) =>
  Object.entries(table).flatMap(([ids, rows]) => rows.map(([what, finding, flaw]) => ({ ids, what, finding, flaw })));

test('nothing is found in an app that is as the requirements say', async () => {
  const { results, notWell, peopleLeft, leftBehind } = await look({});
  expect({ notWell, peopleLeft, leftBehind }).toEqual({ notWell: {}, peopleLeft: [], leftBehind: [] });
  expect(results.map(({ id }) => id)).toEqual(['RUN-3', 'RUN-4', 'RUN-9', 'APP-1', 'APP-2', 'VOTE-1', 'VOTE-3']);
});

test.each(rowsOf(flaws))('$ids sees that $what, and nobody else does', async ({ ids, finding, flaw }) => {
  const { findings, notWell, peopleLeft } = await look(flaw);
  expect(Object.keys(notWell)).toEqual(ids.split(' '));
  expect(findings.join('\n')).toContain(finding);
  expect(peopleLeft).toEqual([]);
});

// Waiting is most of what these do.
describe.concurrent('with votes', () => {
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

test('who asks too often learns that, and it is no pass', async () => {
  const limited = at('frontend', '/api/auth/sign-up/email', (told) => {
    replaceBy(429)(told);
    told.headers['retry-after'] = '42';
  });
  const { notWell, results } = await look(limited);
  expect(notWell).toEqual({ 'APP-1': 'unknown', 'APP-2': 'unknown' });
  expect(results.find(({ id }) => id === 'APP-1')?.reason).toContain('try again in 42 s');
});

test('a signing key of another app says nothing about this one', async () => {
  const { notWell, results } = await look({}, { only: 'APP-1', keyId: 'of-another-app' });
  expect(notWell).toEqual({ 'APP-1': 'unknown' });
  expect(results[0]?.reason).toBe("the key of --signing-key is none of this app's: /api/auth/jwks does not name it");
});

test('users that cannot be deleted are named', async () => {
  const { leftBehind, peopleLeft } = await look({ blindTo: 'deletion' });
  expect(peopleLeft).toHaveLength(2);
  for (const email of peopleLeft) expect(leftBehind.join('\n')).toContain(email);
  expect(leftBehind[0]).toContain('(POST /api/auth/delete-user: status 500)');
});

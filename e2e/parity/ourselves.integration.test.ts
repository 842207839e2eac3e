import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requirement } from '../requirements.ts';

const missing = (['helm', 'tilt'] as const)
  .map((name) => requirement(name))
  .flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
const root = join(import.meta.dirname, '../..');

/** Of the environment only what programs need to be found: a variable of this shell must not decide. */
function parity(...options: string[]) {
  const { PATH, HOME } = process.env;
  const line = ['toolkit/src/cli.ts', 'parity', ...options];
  const { status, stdout } = spawnSync(process.execPath, line, { cwd: root, env: { PATH, HOME }, encoding: 'utf8' });
  return { status, stdout };
}

const why = missing.length === 0 ? '' : ` (not run: ${missing.join('; ')})`;
test.skipIf(missing.length > 0)(
  `this repository's runtimes agree, but for what is accepted with its reason${why}`,
  () => {
    const { status, stdout } = parity('--json');
    const { findings, unused, unknown, comparisons } = JSON.parse(stdout);
    expect(findings.filter(({ severity }: { severity: string }) => severity !== 'info')).toEqual([]);
    expect(unused, 'acceptances that nothing needs').toEqual([]);
    expect(unknown).toEqual([]);
    expect(comparisons.map(({ name }: { name: string }) => name)).toEqual(['production', 'development']);
    expect(comparisons[1].notes).toEqual(['evaluated Tiltfile by tilt']);
    expect(status).toBe(0);
  },
);

test.skipIf(missing.length > 0)(
  `without leave to run code the Tiltfile is unknown, and nothing is passed${why}`,
  () => {
    const { status, stdout } = parity('--json', '--untrusted');
    const { unknown, unused } = JSON.parse(stdout);
    expect(unknown).toEqual([{ at: { file: 'Tiltfile', line: 1 }, message: expect.stringContaining('--untrusted') }]);
    expect(unused).toEqual([]);
    expect(status).toBe(3);
  },
);

test.skipIf(missing.length > 0)(`the Tiltfile may be left out${why}`, () => {
  const { status, stdout } = parity('--json', '--tiltfile', 'none');
  expect(JSON.parse(stdout)).toMatchObject({ unknown: [], unused: [] });
  expect(status).toBe(0);
});

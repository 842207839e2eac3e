import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requirement } from '../requirements.ts';
import { REPOSITORY, withRecording } from './recording.ts';

const folder = process.env['ROBOT_SHOP'];
const { reason } = requirement('helm');
const missing = folder === undefined ? `ROBOT_SHOP names no checkout of ${REPOSITORY}` : reason;

test.skipIf(missing !== undefined)(
  `the README shows what parity says of a repository of others${missing === undefined ? '' : ` (not run: ${missing})`}`,
  () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(withRecording(readme, folder ?? '')).toBe(readme);
  },
);

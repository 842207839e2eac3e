import { expect, test } from 'vitest';
import { isNewer } from './once.ts';

test.each([
  ['younger than its source', [20], [10], true],
  ['older than its source', [10], [20], false],
  ['as old as its source, so perhaps older', [10], [10], false],
  ['missing', [undefined], [10], false],
  ['missing in part', [20, undefined], [10], false],
  ['older than one of its sources', [20], [10, 30], false],
  ['without a source', [20], [undefined], true],
])('what is %s', (_what, generated, sources, newer) => expect(isNewer(generated, sources)).toBe(newer));

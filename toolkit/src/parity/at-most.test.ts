import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { atMost } from './at-most.ts';

test('no more are under way than was said, and the answers are in order', async () => {
  let open = 0;
  let most = 0;
  const answers = await atMost(2, [30, 1, 20, 2, 1], async (ms) => {
    most = Math.max(most, (open += 1));
    await setTimeout(ms);
    open -= 1;
    return ms;
  });
  expect(answers).toEqual([30, 1, 20, 2, 1]);
  expect(most).toBe(2);
});

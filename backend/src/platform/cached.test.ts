import { expect, test } from 'vitest';
import { cached } from './cached.ts';

function world() {
  const clock = { now: 0, loads: 0, fail: false };
  const get = cached(
    async () => {
      clock.loads += 1;
      if (clock.fail) throw new Error('away');
      return clock.loads;
    },
    2_000,
    () => clock.now,
  );
  return { clock, get };
}

test('a value is kept for as long as it says, and then loaded anew', async () => {
  const { clock, get } = world();
  expect([await get(), await get()]).toEqual([1, 1]);
  clock.now = 1_999;
  expect(await get()).toBe(1);
  clock.now = 2_000;
  expect(await get()).toBe(2);
});

test('all who ask at the same time share one load', async () => {
  const { clock, get } = world();
  expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1]);
  expect(clock.loads).toBe(1);
});

test('a failure is told to those who asked and is not kept', async () => {
  const { clock, get } = world();
  clock.fail = true;
  await expect(get()).rejects.toThrow('away');
  clock.fail = false;
  expect(await get()).toBe(2);
});

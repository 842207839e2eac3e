import { expect, test } from 'vitest';
import { createTokenSource, readToken } from './access-token.ts';

function tokenOf(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

function tokenFor(id: string, seconds = 600): string {
  return tokenOf({ sub: id, name: `Müller ${id} 🥛`, email: `${id}@example.com`, iat: 1_000, exp: 1_000 + seconds });
}

/** A source whose answers are given one by one, at a time that the test sets. */
function sourceAt(answers: (string | undefined | Error)[]) {
  const world = { now: 0, fetches: 0 };
  const source = createTokenSource(
    async () => {
      const answer = answers[world.fetches++];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    () => world.now,
  );
  return { source, world };
}

test('a token says who it is for and when to renew it, by the clock of this machine', () => {
  const token = readToken(tokenFor('ada'), 5_000_000);
  expect(token.user).toEqual({ id: 'ada', name: 'Müller ada 🥛', email: 'ada@example.com' });
  expect(token.renewAt).toBe(5_000_000 + 540_000);
});

test('everybody gets the same token until it is nearly used up', async () => {
  const { source, world } = sourceAt([tokenFor('ada'), tokenFor('ada')]);
  await Promise.all([source.get(), source.get()]);
  world.now = 539_999;
  await source.get();
  expect(world.fetches).toBe(1);
  world.now = 540_000;
  await Promise.all([source.get(), source.get({ renew: true }), source.get()]);
  expect(world.fetches).toBe(2);
});

test('a token that was refused is renewed at once', async () => {
  const { source, world } = sourceAt([tokenFor('ada'), tokenFor('ada', 700)]);
  await source.get();
  await source.get({ renew: true });
  expect(world.fetches).toBe(2);
});

test('nobody signed in is no token, and is asked again the next time', async () => {
  const { source } = sourceAt([undefined, tokenFor('ada')]);
  expect(await source.get()).toBeUndefined();
  expect((await source.get())?.user.id).toBe('ada');
});

test('a failure is for those who waited, and does not stay', async () => {
  const { source } = sourceAt([new Error('no network'), tokenFor('ada')]);
  await expect(Promise.all([source.get(), source.get()])).rejects.toThrow('no network');
  expect((await source.get())?.user.id).toBe('ada');
});

test('an answer about a session that is over is not kept', async () => {
  const { source } = sourceAt([tokenFor('ada'), tokenFor('grace')]);
  const before = source.get();
  source.forget();
  expect((await source.get())?.user.id).toBe('grace');
  await before;
  expect((await source.get())?.user.id).toBe('grace');
});

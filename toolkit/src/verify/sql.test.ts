import { expect, test } from 'vitest';
import type { Inside } from './inside.ts';
import { countedAmong } from './sql.ts';

test('many votes are asked for in words that the system takes, and all answers count', async () => {
  const ids = Array.from({ length: 20_000 }, (_, number) => `1763774000000-${number}`);
  const words: number[] = [];
  const exec = async (_part: string, command: readonly string[]) => {
    words.push(Math.max(...command.map((word) => Buffer.byteLength(word))));
    return (command.at(-1) ?? '').match(/\d+-\d+/g)?.join('\n') ?? '';
  };
  expect(await countedAmong({ exec } as unknown as Inside, ids)).toEqual(new Set(ids));
  expect(Math.max(...words)).toBeLessThan(131_072);
});

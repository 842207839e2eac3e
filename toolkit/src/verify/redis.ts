import { z } from 'zod';
import type { Inside } from './inside.ts';

export const STREAM = 'votes';
export const GROUP = 'vote-processors';

const groups = z.array(
  z.looseObject({ name: z.string(), consumers: z.int(), pending: z.int(), 'last-delivered-id': z.string() }),
);
const consumers = z.array(
  z.looseObject({ name: z.string(), pending: z.int(), idle: z.int(), inactive: z.int().optional() }),
);

export type Group = z.output<typeof groups>[number];
export type Consumer = z.output<typeof consumers>[number];

/** Says something to the Redis of the app, and reads its answer. */
export async function redis(inside: Inside, ...words: string[]): Promise<unknown> {
  const said = (await inside.exec('redis', ['redis-cli', '--json', ...words])).trim();
  try {
    return JSON.parse(said) as unknown;
  } catch {
    // An error is told as plain text.
    return said;
  }
}

/** undefined: there is no such stream, or no such group. */
export async function groupOf(inside: Inside): Promise<Group | undefined> {
  const said = groups.safeParse(await redis(inside, 'XINFO', 'GROUPS', STREAM)).data;
  return said?.find(({ name }) => name === GROUP);
}

export async function consumersOf(inside: Inside): Promise<Consumer[]> {
  return consumers.safeParse(await redis(inside, 'XINFO', 'CONSUMERS', STREAM, GROUP)).data ?? [];
}

/** Puts an entry into the stream as somebody who is not the API would. @returns its id */
export async function addEntry(inside: Inside, field: string, value: string): Promise<string> {
  return String(await redis(inside, 'XADD', STREAM, '*', field, value));
}

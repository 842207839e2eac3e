import { z } from 'zod';

/** What a keeper tells the process that has started it. */
export const keeperMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), text: z.string() }),
  /** The database takes connections, or somebody else was quicker: look again who runs it. */
  z.object({ kind: z.literal('settled') }),
  z.object({ kind: z.literal('problem'), message: z.string(), next: z.string() }),
]);

export type KeeperMessage = z.output<typeof keeperMessage>;

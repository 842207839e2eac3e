import { z } from 'zod';

export const voteOptions = ['cats', 'dogs'] as const;
export const VoteOption = z.enum(voteOptions, `must be one of: ${voteOptions.join(', ')}`);
export type VoteOption = z.infer<typeof VoteOption>;

export const NewVote = z
  .strictObject(
    { option: VoteOption },
    { error: (issue) => (issue.code === 'invalid_type' ? 'must be a JSON object' : undefined) },
  )
  .meta({ id: 'NewVote' });

export const RecordedVote = z
  .object({ message: z.string(), option: VoteOption, stream_id: z.string() })
  .meta({ id: 'RecordedVote' });

export const VoteResults = z
  .object({
    cats: z.int(),
    dogs: z.int(),
    total: z.int(),
    cats_percentage: z.number(),
    dogs_percentage: z.number(),
    last_updated: z.iso.datetime().nullable(),
  })
  .meta({ id: 'VoteResults' });
export type VoteResults = z.infer<typeof VoteResults>;

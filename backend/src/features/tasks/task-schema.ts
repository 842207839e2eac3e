import { z } from 'zod';
import { hasAtMost, storableText, titleText } from '../../platform/text-input.ts';

const TITLE_LIMIT = 200;
const DESCRIPTION_LIMIT = 5_000;

const title = titleText(TITLE_LIMIT).meta({ example: 'Buy milk' });
const description = storableText
  .refine(hasAtMost(DESCRIPTION_LIMIT), `must have at most ${DESCRIPTION_LIMIT} characters`)
  .meta({ maxLength: DESCRIPTION_LIMIT });
const completed = z.boolean('must be true or false');

// guid and not uuid: PostgreSQL's type takes any 128 bits, whatever version they claim.
export const Task = z
  .object({
    id: z.guid(),
    title: z.string(),
    description: z.string(),
    completed: z.boolean(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;

export const NewTask = z
  .strictObject({ title, description: description.default('') }, { error: notAnObject })
  .meta({ id: 'NewTask' });

export const TaskChange = z
  .strictObject(
    { title: title.optional(), description: description.optional(), completed: completed.optional() },
    { error: notAnObject },
  )
  .refine((change) => Object.keys(change).length > 0, 'must have at least one of title, description, completed')
  .meta({ id: 'TaskChange' });

export const TaskListQuery = z.strictObject({
  completed: z
    .enum(['true', 'false'], 'must be true or false')
    .transform((value) => value === 'true')
    .optional(),
  limit: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1000, 'must be at most 1000')
    .default(1000),
  after: z.guid('must be the id of a task').optional(),
});
export type TaskListQuery = z.output<typeof TaskListQuery>;

export const UserPath = z.object({ user_id: z.string() });
export const TaskPath = UserPath.extend({ id: z.guid('must be a UUID') });

function notAnObject(issue: { code?: string | undefined }) {
  return issue.code === 'invalid_type' ? 'must be a JSON object' : undefined;
}

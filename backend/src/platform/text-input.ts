import { z } from 'zod';

// Spaces, zero-width characters, fillers and direction marks alone would show as an empty line.
const visible = /[^\s\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}]/u;

/** Whether PostgreSQL can hold the text as it is. */
const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

/** Counts as people and JSON Schema do: an emoji is one character and two units of a JavaScript string. */
export const hasAtMost = (limit: number) => (text: string) => text.length <= limit || Array.from(text).length <= limit;

/** Text that can be stored. */
export const storableText = z
  .string('must be text')
  .refine(isStorable, 'has a character that cannot be stored (NUL or half of a surrogate pair)');

/** One line that has something to see in it. */
export const titleText = (limit: number) =>
  storableText
    .trim()
    .regex(visible, 'must not be empty')
    .refine(hasAtMost(limit), `must have at most ${limit} characters`)
    .meta({ maxLength: limit });

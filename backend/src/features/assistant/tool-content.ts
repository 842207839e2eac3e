import type { ToolOutcome } from './summaries.ts';

const DESCRIPTION_CHARACTERS = 200;

/** What the model reads of a tool's result. People typed the texts in it, so they stand under `data` and nowhere else. */
export function toolContent({ ok, tasks, total, problem }: ToolOutcome): string {
  if (!ok) return JSON.stringify({ ok, problem });
  const data = tasks.map(({ id, title, description, completed }) => ({
    id,
    title,
    completed,
    ...(description === '' ? {} : { description: description.slice(0, DESCRIPTION_CHARACTERS).toWellFormed() }),
  }));
  return JSON.stringify({ ok, data: { tasks: data, total: total ?? tasks.length } });
}

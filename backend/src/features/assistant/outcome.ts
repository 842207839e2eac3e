import type { Failure, Stopped, ToolCall } from './assistant-schema.ts';

/** Why a turn was ended from outside. */
export type EndedBy = 'left' | 'time' | 'closing' | 'lost';

export type Ended = { text: string; toolCalls: ToolCall[]; stopped: Stopped | null; failure: Failure | null };

const whyCancelled = {
  left: 'I was stopped before this answer was complete.',
  closing: 'The server is being stopped, so this answer is not complete. Ask again in a moment.',
  lost: 'The server was held up and had to give this answer up. Ask again.',
};
const OUT_OF_TIME: Failure = {
  code: 'model_timed_out',
  detail: 'The model did not answer in time. Try again, perhaps with less at once.',
};
const OUT_OF_STEPS = 'I stopped here: this took more steps than one message may. Tell me what is still to be done.';

/** What is stored and shown of a turn, however it ended: what was said, what was done, what happened, what to do. */
export function conclude({ text, toolCalls, stopped, failure }: Ended, endedBy?: EndedBy) {
  if (endedBy === 'time') return concluded('time', OUT_OF_TIME, OUT_OF_TIME.detail);
  if (endedBy) return concluded('cancelled', null, whyCancelled[endedBy]);
  if (failure) return concluded(stopped, failure, failure.detail);
  if (stopped === 'steps') return concluded(stopped, null, OUT_OF_STEPS);
  return { content: text, toolCalls, stopped, failure };

  function concluded(why: Stopped | null, failed: Failure | null, what: string) {
    const done = toolCalls.filter(({ ok, name }) => ok && name !== 'list_tasks').map(({ summary }) => summary);
    const before = done.length > 0 ? `Done before that: ${done.join(' ')}` : '';
    const content = [text.trim(), what, before].filter((part) => part !== '').join('\n\n');
    return { content, toolCalls, stopped: why, failure: failed };
  }
}

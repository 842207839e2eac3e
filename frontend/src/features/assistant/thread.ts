import type { ChatEvent, Failure, Stopped, StoredConversation, StoredMessage, Task, ToolCall } from './chat.ts';

/** A tool in an answer: under way while it has no result. */
export interface ToolUse {
  id: string;
  name: string;
  title: string;
  arguments: Record<string, unknown>;
  result?: ToolCall;
  /** The task that it changed, as it was before. */
  before?: Task;
  /** Taking it back: under way, done, or why it did not work. Undefined when it is too late for it. */
  undo?: 'offered' | 'now' | 'done' | { words: string };
}

export interface UserMessage {
  id: string;
  role: 'user';
  text: string;
  /** Why it did not get there. */
  notSent?: string;
}

export interface Answer {
  id: string;
  role: 'assistant';
  text: string;
  tools: ToolUse[];
  isRunning: boolean;
  stopped: Stopped | null;
  failure: Failure | null;
  /** Who answered, once that is known. */
  model: string | undefined;
  /** Somebody else gave the answer before. */
  isOtherModel?: boolean;
  /** Why it broke off on its way here. */
  broken?: string;
}

export type Message = UserMessage | Answer;

/** A conversation on this page. */
export interface Thread {
  /** Undefined until the server has heard of it. */
  conversationId?: string;
  messages: readonly Message[];
  /** Written while an answer was running, to be sent in this order. */
  waiting: readonly { id: string; text: string }[];
}

export const emptyThread: Thread = { messages: [], waiting: [] };

// As long as the server keeps a deleted task for whoever wants it back.
const RESTORABLE_MS = 60 * 60_000;

/**
 * A conversation as it is stored.
 * @param unsent what was written in it and never got there
 */
export function threadOf(
  { id, messages }: StoredConversation,
  unsent: readonly string[] = [],
  now: number = Date.now(),
): Thread {
  const shown: Message[] = [];
  for (const each of messages) shown.push(messageOf(each, shown, now));
  return withUnsent({ conversationId: id, waiting: [], messages: shown }, unsent);
}

function messageOf(stored: StoredMessage, before: readonly Message[], now: number): Message {
  const { id, role, content: text, tool_calls: calls, model, stopped, failure, created_at: at } = stored;
  if (role === 'user') return { id, role, text };
  const isLate = now - Date.parse(at) > RESTORABLE_MS;
  const tools = calls.map((call): ToolUse => {
    const tool: ToolUse = { ...call, result: call };
    return call.name === 'delete_task' && isLate ? tool : { ...tool, undo: 'offered' };
  });
  const answer: Answer = { id, role, text, tools, isRunning: false, stopped, failure, model: undefined };
  return model === null ? answer : withModel(answer, model, before);
}

/** Puts back what was written on an earlier visit and not sent. */
export function withUnsent(thread: Thread, unsent: readonly string[]): Thread {
  const messages = unsent.map((text, index): UserMessage => {
    const notSent = 'The page was closed before it was sent.';
    return { id: `unsent ${index}`, role: 'user', text, notSent };
  });
  return { ...thread, messages: [...thread.messages, ...messages] };
}

/** A conversation read anew; what only this page knows of it stays. */
export function withStored(known: Thread, stored: StoredConversation): Thread {
  const { messages, ...fresh } = threadOf(stored);
  const tools = known.messages.flatMap((message) => (message.role === 'assistant' ? message.tools : []));
  const undoOf = new Map(tools.map(({ id, undo }) => [id, undo]));
  const keepUndo = (tool: ToolUse): ToolUse => {
    const undo = undoOf.get(tool.id) ?? tool.undo;
    return undo ? { ...tool, undo } : tool;
  };
  const kept = messages.map((each) =>
    each.role === 'assistant' ? { ...each, tools: each.tools.map(keepUndo) } : each,
  );
  const notSent = known.messages.filter((each) => each.role === 'user' && each.notSent);
  return { ...fresh, messages: [...kept, ...notSent], waiting: known.waiting };
}

/** What was written and has not got there, oldest first. */
export function unsentTexts({ messages, waiting }: Thread): string[] {
  const notSent = messages.flatMap((each) => (each.role === 'user' && each.notSent ? [each.text] : []));
  return [...notSent, ...waiting.map(({ text }) => text)];
}

/** The answer with who gave it; told where that is somebody else than before. */
function withModel(answer: Answer, model: string, before: readonly Message[]): Answer {
  const last = before.findLast((message) => message.role === 'assistant' && message.model !== undefined) as
    | Answer
    | undefined;
  return { ...answer, model, isOtherModel: last !== undefined && last.model !== model };
}

export function isRunning({ messages }: Thread): boolean {
  return messages.some((message) => message.role === 'assistant' && message.isRunning);
}

/** Takes in what somebody wrote: it waits while an answer is running, and behind what waits already. */
export function withText(thread: Thread, id: string, text: string): Thread {
  const queued = { ...thread, waiting: [...thread.waiting, { id, text }] };
  return withNext(queued) ?? queued;
}

/** Lets the first waiting message go; undefined when none waits or none may go. */
export function withNext(thread: Thread): Thread | undefined {
  const [next, ...waiting] = thread.waiting;
  if (!next || isRunning(thread)) return undefined;
  return withQuestion({ ...thread, waiting }, { ...next, role: 'user' });
}

export function withoutWaiting(thread: Thread, id: string): Thread {
  return { ...thread, waiting: thread.waiting.filter((message) => message.id !== id) };
}

/** Gives up a message that did not get there. */
export function withoutUnsent(thread: Thread, id: string): Thread {
  return {
    ...thread,
    messages: thread.messages.filter((each) => each.id !== id || each.role !== 'user' || !each.notSent),
  };
}

/** Sends a message once more that did not get there. */
export function withRetry(thread: Thread, id: string): Thread {
  const message = thread.messages.find((each) => each.id === id);
  if (message?.role !== 'user' || !message.notSent) return thread;
  const messages = thread.messages.filter((each) => each !== message);
  return withText({ ...thread, messages }, id, message.text);
}

/** The message whose answer is running: an answer begins with a message, both at once. */
function withQuestion(thread: Thread, question: UserMessage): Thread {
  const answer: Answer = {
    id: `answer to ${question.id}`,
    role: 'assistant',
    text: '',
    tools: [],
    isRunning: true,
    stopped: null,
    failure: null,
    model: undefined,
  };
  return { ...thread, messages: [...thread.messages, question, answer] };
}

/** An answer goes on. */
export function withEvent(thread: Thread, event: ChatEvent): Thread {
  switch (event.kind) {
    case 'start': {
      const { conversation_id: conversationId, model } = event;
      const before = thread.messages.slice(0, -1);
      return { ...withAnswer(thread, (answer) => withModel(answer, model, before)), conversationId };
    }
    case 'delta':
      return withAnswer(thread, (answer) => ({ ...answer, text: answer.text + event.text }));
    case 'tool': {
      const { kind: _, ...tool } = event;
      return withAnswer(thread, (answer) => withTool(answer, tool));
    }
    case 'tool_result':
      return withAnswer(thread, (answer) => withResult(answer, event.call));
    case 'done': {
      const { response, tool_calls: calls, stopped, failure, conversation_id } = event.turn;
      const done = withAnswer(thread, (answer) => {
        const complete = calls.reduce(withResult, answer);
        return { ...complete, text: response, stopped, failure, isRunning: false };
      });
      return { ...done, conversationId: conversation_id };
    }
  }
}

function withTool(answer: Answer, tool: ToolUse): Answer {
  const others = answer.tools.filter(({ id }) => id !== tool.id);
  return { ...answer, tools: [...others, tool] };
}

function withResult(answer: Answer, call: ToolCall): Answer {
  const known = answer.tools.find(({ id }) => id === call.id);
  // Told once more at the end, it changes nothing: it may have been undone meanwhile.
  if (known?.result) return answer;
  const tool: ToolUse = { ...known, ...call, result: call, undo: 'offered' };
  return known
    ? { ...answer, tools: answer.tools.map((other) => (other === known ? tool : other)) }
    : { ...answer, tools: [...answer.tools, tool] };
}

/** The running answer was stopped here; what was said and done stays. */
export function withStop(thread: Thread): Thread {
  return withAnswer(thread, (answer) => ({ ...answer, isRunning: false, stopped: 'cancelled' }));
}

/** The running answer failed on its way. Without a word of it the message counts as not sent. */
export function withBreak(thread: Thread, words: string, hasBegun: boolean): Thread {
  if (hasBegun) return withAnswer(thread, (answer) => ({ ...answer, isRunning: false, broken: words }));
  const messages = thread.messages.slice(0, -1);
  const question = messages.at(-1);
  if (question?.role !== 'user') return thread;
  return { ...thread, messages: [...messages.slice(0, -1), { ...question, notSent: words }] };
}

export function withUndo(thread: Thread, toolId: string, undo: NonNullable<ToolUse['undo']>): Thread {
  return {
    ...thread,
    messages: thread.messages.map((message) =>
      message.role === 'assistant' && message.tools.some(({ id }) => id === toolId)
        ? { ...message, tools: message.tools.map((tool) => (tool.id === toolId ? { ...tool, undo } : tool)) }
        : message,
    ),
  };
}

function withAnswer(thread: Thread, change: (answer: Answer) => Answer): Thread {
  return {
    ...thread,
    messages: thread.messages.map((message) =>
      message.role === 'assistant' && message.isRunning ? change(message) : message,
    ),
  };
}

/** What was asked for by the message that an answer is for. */
export function questionOf({ messages }: Thread, answerId: string): string | undefined {
  const index = messages.findIndex(({ id }) => id === answerId);
  const question = messages[index - 1];
  return question?.role === 'user' ? question.text : undefined;
}

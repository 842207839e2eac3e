import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Failure, Stopped, ToolCall } from './assistant-schema.ts';
import { broken, modelFailure } from './failures.ts';
import type { Limits } from './limits.ts';
import { storable } from './storable.ts';
import { summarise, type ToolOutcome } from './summaries.ts';
import { toolContent } from './tool-content.ts';
import type { ToolDescription, Tools } from './task-tools-client.ts';

export type BegunCall = Pick<ToolCall, 'id' | 'name' | 'title' | 'arguments'>;
export type LoopEvents = {
  delta: (text: string) => void;
  toolBegins: (call: BegunCall) => void;
  /** Waited for, so that what a tool did is stored before the next thing happens. */
  toolEnded: (call: ToolCall, all: ToolCall[]) => Promise<void>;
};
export type LoopResult = { text: string; toolCalls: ToolCall[]; stopped: Stopped | null; failure: Failure | null };

// More than this of what a model sends as arguments is not kept.
const KEPT_ARGUMENT_CHARACTERS = 10_000;

/**
 * Lets the model answer and use tools until it is done, or until a limit. It does not throw for what the model does
 * wrong; an abort of the signal ends it with what there is.
 */
export async function runLoop(
  { client, model, tools, described }: { client: OpenAI; model: string; tools: Tools; described: ToolDescription[] },
  messages: ChatCompletionMessageParam[],
  { limits, signal, events }: { limits: Limits; signal: AbortSignal; events: LoopEvents },
): Promise<LoopResult> {
  const toolCalls: ToolCall[] = [];
  const asked: { id: string; name: string; raw: string }[] = [];
  let text = '';
  let needsSpace = false;
  let tooLong = false;
  let last: Promise<unknown> = Promise.resolve();

  function say(delta: string) {
    const addition = storable(needsSpace && text !== '' ? `\n\n${delta}` : delta);
    needsSpace = false;
    text += addition;
    events.delta(addition);
    if (text.length <= limits.answerCharacters || tooLong) return;
    tooLong = true;
    runner.abort();
  }

  async function ended(begun: BegunCall, outcome: ToolOutcome): Promise<string> {
    const { ok, before } = outcome;
    const summary = storable(summarise(begun.name, begun.arguments, outcome));
    const shown = outcome.tasks.slice(0, limits.shownTasks);
    const call: ToolCall = { ...begun, ok, summary, tasks: shown, ...(before ? { before } : {}) };
    toolCalls.push(call);
    await events.toolEnded(call, toolCalls);
    return toolContent(outcome);
  }

  async function use({ name, title }: ToolDescription, raw: string): Promise<string> {
    const args = parsed(raw);
    const kept = args && raw.length <= KEPT_ARGUMENT_CHARACTERS ? storable(args) : {};
    const begun = { id: randomUUID(), name, title, arguments: kept };
    events.toolBegins(begun);
    if (!args) return ended(begun, refusal('The model called this tool with arguments that are no JSON object.'));
    return ended(begun, await tools.call(name, args, signal));
  }

  const runner = client.chat.completions.runTools(
    {
      model,
      messages,
      stream: true,
      tools: described.map((tool) => ({
        type: 'function' as const,
        function: {
          name: tool.name,
          description: tool.description,
          parameters: tool.parameters,
          // One after the other and in the model's order, though the runner would start all at once.
          function: (raw: string) => {
            const index = asked.findIndex((call) => call.name === tool.name && call.raw === raw);
            if (index >= 0) asked.splice(index, 1);
            const mine = last.then(() => {
              signal.throwIfAborted();
              return use(tool, raw);
            });
            last = mine.catch(() => {});
            return mine;
          },
        },
      })),
    },
    { maxChatCompletions: limits.steps, signal, timeout: limits.turnMs },
  );
  runner.on('content', say);
  runner.on('message', (message) => {
    if (message.role === 'assistant') {
      needsSpace = true;
      for (const call of message.tool_calls ?? []) {
        if (call.type === 'function')
          asked.push({ id: call.id, name: call.function.name, raw: call.function.arguments });
      }
      if (message.refusal && !message.content) say(message.refusal);
    } else if (message.role === 'tool') {
      // The runner itself has answered what names no tool of ours.
      const index = asked.findIndex(({ id }) => id === message.tool_call_id);
      const [unknown] = index < 0 ? [] : asked.splice(index, 1);
      if (unknown && !described.some(({ name }) => name === unknown.name)) noteUnknown(unknown.name);
    }
  });

  function noteUnknown(name: string) {
    const shown = storable(name).slice(0, 100);
    const begun = { id: randomUUID(), name: shown, title: shown, arguments: {} };
    events.toolBegins(begun);
    last = last.then(() => ended(begun, refusal(`The model asked for a tool that does not exist: “${shown}”.`)));
  }

  const result = (stopped: Stopped | null, failure: Failure | null) => ({ text, toolCalls, stopped, failure });
  try {
    await runner.done();
    await last;
    if (signal.aborted) return result(null, null);
    if (runner.messages.at(-1)?.role !== 'assistant') return result('steps', null);
    return result(null, text.trim() === '' ? broken : null);
  } catch (error) {
    await last;
    if (signal.aborted) return result(null, null);
    return result(null, tooLong ? broken : modelFailure(error));
  }
}

const refusal = (problem: string): ToolOutcome => ({ ok: false, tasks: [], problem });

function parsed(raw: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = raw.trim() === '' ? {} : JSON.parse(raw);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

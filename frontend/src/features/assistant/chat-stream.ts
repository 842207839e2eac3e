import { Unreachable, type ApiClient } from '../../api-client.ts';
import { readEventStream, type StreamEvent } from '../../event-stream.ts';
import type { ChatEvent, ChatTurn, ToolCall } from './chat.ts';

// The server sends a comment every 15 s; a connection that says nothing for longer is dead without knowing it.
const SILENCE_LIMIT_MS = 40_000;

interface Question {
  message: string;
  /** Undefined: a new conversation. */
  conversationId: string | undefined;
}

/**
 * Asks the assistant and reads its answer as it comes. Ends after `done`.
 * @throws Unreachable when the answer breaks off, else what ApiClient.send throws
 */
export async function* askAssistant(
  api: ApiClient,
  userId: string,
  { message, conversationId }: Question,
  signal: AbortSignal,
  silenceLimit: number = SILENCE_LIMIT_MS,
): AsyncGenerator<ChatEvent> {
  const silence = new AbortController();
  const startTimer = () => setTimeout(() => silence.abort(), silenceLimit);
  let timer: ReturnType<typeof startTimer> | undefined;
  try {
    const { body } = await api.send(`/api/${encodeURIComponent(userId)}/chat`, {
      method: 'POST',
      body: { message, ...(conversationId ? { conversation_id: conversationId } : {}) },
      headers: { accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    timer = startTimer();
    const onSign = () => {
      clearTimeout(timer);
      timer = startTimer();
    };
    for await (const event of eventsOf(body ?? new ReadableStream(), onSign)) {
      yield event;
      if (event.kind === 'done') return;
    }
    throw new Unreachable('The answer broke off.');
  } catch (error) {
    signal.throwIfAborted();
    if (silence.signal.aborted) throw new Unreachable('The answer broke off.', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>, onSign: () => void): AsyncGenerator<ChatEvent> {
  try {
    for await (const event of readEventStream(body, onSign)) {
      const known = chatEventOf(event);
      if (known) yield known;
    }
  } catch (error) {
    // A connection that breaks in the middle of a body is a TypeError, or whatever the browser calls it.
    throw new Unreachable('The answer broke off.', { cause: error });
  }
}

/** What an event of the stream means; undefined for one that this page does not know. */
export function chatEventOf({ name, data }: StreamEvent): ChatEvent | undefined {
  switch (name) {
    case 'start':
    case 'delta':
    case 'tool':
      return { kind: name, ...(JSON.parse(data) as object) } as ChatEvent;
    case 'tool_result':
      return { kind: 'tool_result', call: JSON.parse(data) as ToolCall };
    case 'done':
      return { kind: 'done', turn: JSON.parse(data) as ChatTurn };
  }
  return undefined;
}

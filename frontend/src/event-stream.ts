import { EventSourceParserStream } from 'eventsource-parser/stream';

export interface StreamEvent {
  /** Name of the event; `message` when the server gave none. */
  name: string;
  data: string;
}

/**
 * Reads server-sent events from the body of a fetch, which unlike EventSource can send a bearer token.
 * @param onSign called for every sign of life, comments included
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
  onSign: () => void,
): AsyncGenerator<StreamEvent> {
  const signs = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onSign();
      controller.enqueue(chunk);
    },
  });
  const events = body
    .pipeThrough(signs)
    .pipeThrough(new TextDecoderStream() as never)
    .pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield { name: value.event ?? 'message', data: value.data };
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

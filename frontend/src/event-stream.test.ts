import { expect, test } from 'vitest';
import { readEventStream, type StreamEvent } from './event-stream.ts';

/** A body that arrives in these pieces. */
function bodyOf(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
}

async function readAll(body: ReadableStream<Uint8Array>, onSign = () => {}): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(body, onSign)) events.push(event);
  return events;
}

test('events are read whole, however the body is cut', async () => {
  const text = 'event: ready\ndata: {"live":"listen"}\n\n: still here\n\nevent: task\ndata: {"title":"Übung 🥛"}\n\n';
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 3, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.slice(index * size, (index + 1) * size),
    );
    expect(await readAll(bodyOf(...pieces))).toEqual([
      { name: 'ready', data: '{"live":"listen"}' },
      { name: 'task', data: '{"title":"Übung 🥛"}' },
    ]);
  }
});

test('an event without a name is a message; one that is not finished is none', async () => {
  const events = await readAll(bodyOf('data: one\r\n\r\ndata: two\n'));
  expect(events).toEqual([{ name: 'message', data: 'one' }]);
});

test('comments are signs of life too', async () => {
  let signs = 0;
  await readAll(bodyOf(': a\n\n', ': b\n\n'), () => {
    signs += 1;
  });
  expect(signs).toBe(2);
});

test('who stops reading closes the connection', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
    cancel: () => {
      isCancelled = true;
    },
  });
  for await (const event of readEventStream(body, () => {})) {
    expect(event.data).toBe('x');
    break;
  }
  await expect.poll(() => isCancelled).toBe(true);
});

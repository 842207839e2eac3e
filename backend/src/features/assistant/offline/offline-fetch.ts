import { randomUUID } from 'node:crypto';
import { nextAnswer, type Answer, type ModelMessage } from './next-answer.ts';

const encoder = new TextEncoder();

/** What a server of a language model would be asked through: chat completions, streamed. No request leaves the process. */
export async function offlineFetch(_url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { messages, model } = JSON.parse(init?.body as string) as { messages: ModelMessage[]; model: string };
  const base = { id: `offline-${randomUUID()}`, object: 'chat.completion.chunk', created: 0, model };
  const events = chunks(nextAnswer(messages)).map(({ delta, finish_reason = null }) =>
    JSON.stringify({ ...base, choices: [{ index: 0, delta, finish_reason }] }),
  );
  const body = new ReadableStream({
    start(controller) {
      for (const event of [...events, '[DONE]']) controller.enqueue(encoder.encode(`data: ${event}\n\n`));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
}

/** Text goes word by word and each call in one piece, as models stream. */
function chunks({ text, calls }: Answer): { delta: object; finish_reason?: string }[] {
  if (calls.length === 0) {
    const words = text.split(/(?<=\s)(?=\S)/).map((content) => ({ delta: { content } }));
    return [{ delta: { role: 'assistant', content: '' } }, ...words, { delta: {}, finish_reason: 'stop' }];
  }
  const tool_calls = calls.map(({ name, args }, index) => ({
    index,
    id: `call-${randomUUID()}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
  return [{ delta: { role: 'assistant', content: null, tool_calls } }, { delta: {}, finish_reason: 'tool_calls' }];
}

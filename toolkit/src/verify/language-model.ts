import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Copy } from './copy.ts';

export const MODEL = 'verify-model';
export const ANSWER = 'This is the model that verify has brought.';

/** A model behind the protocol of OpenAI's chat completions, which answers always the same. */
export interface LanguageModel {
  /** For OPENAI_BASE_URL. */
  url: string;
  /** From now on it refuses with this status. */
  refuse(status: number): void;
  asked(): number;
  stop(): Promise<void>;
}

/** @param here where it must listen to be reached, and by which name */
export async function startLanguageModel({ listen, name }: Copy['here']): Promise<LanguageModel> {
  let refusal: number | undefined;
  let asked = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      if (refusal !== undefined) return refuse(response, refusal);
      const isStream = /"stream"\s*:\s*true/.test(Buffer.concat(chunks).toString());
      if (isStream) return stream(response);
      return tell(
        response,
        200,
        completion({ message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop' }),
      );
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, listen, resolve));
  return {
    url: `http://${name}:${(server.address() as AddressInfo).port}/v1`,
    refuse: (status) => void (refusal = status),
    asked: () => asked,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

function completion(choice: object, object = 'chat.completion') {
  return { id: 'verify-1', object, created: 1, model: MODEL, choices: [{ index: 0, ...choice }] };
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (choice: object) =>
    response.write(`data: ${JSON.stringify(completion(choice, 'chat.completion.chunk'))}\n\n`);
  send({ delta: { role: 'assistant', content: ANSWER }, finish_reason: null });
  send({ delta: {}, finish_reason: 'stop' });
  response.end('data: [DONE]\n\n');
}

function refuse(response: ServerResponse, status: number): void {
  tell(response, status, { error: { message: 'Refused.', type: 'invalid_request_error', code: 'invalid_api_key' } });
}

function tell(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

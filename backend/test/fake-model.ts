import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ModelRequest = {
  messages: { role: string; content: unknown }[];
  tools: unknown[];
  model: string;
  authorization: string;
};
export type Behaviour = (answer: ModelAnswer, request: ModelRequest) => void | Promise<void>;

/** What a fake model can do with one request of the chat-completions protocol. */
export type ModelAnswer = {
  res: ServerResponse;
  /** Begins a stream; what is not ended here hangs. */
  begin(): void;
  text(content: string): void;
  call(name: string, args: string, id?: string): void;
  end(reason: 'stop' | 'tool_calls'): void;
  /** A whole answer. */
  say(content: string): void;
  use(name: string, args: object | string): void;
  status(code: number, body?: object | string, headers?: Record<string, string>): void;
};

export interface FakeModel {
  url: string;
  requests: ModelRequest[];
  /** How many connections of requests were closed by the other side before their answer was complete. */
  left: number;
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

/** A server that speaks a model's protocol as well or as badly as it is told. */
export async function startFakeModel(): Promise<FakeModel> {
  let behaviour: Behaviour = (answer) => answer.say('Hello.');
  const requests: ModelRequest[] = [];
  const model = { left: 0 };
  const server = createServer((req, res) => {
    void readBody(req).then((body) => {
      const request = { ...(JSON.parse(body) as ModelRequest), authorization: req.headers.authorization ?? '' };
      requests.push(request);
      res.once('close', () => (model.left += res.writableFinished ? 0 : 1));
      return behaviour(answerOn(res), request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(model, {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    behave: (next: Behaviour) => void (behaviour = next),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function answerOn(res: ServerResponse): ModelAnswer {
  const chunk = (delta: object, finish_reason: string | null = null) =>
    res.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'fake', choices: [{ index: 0, delta, finish_reason }] })}\n\n`,
    );
  let calls = 0;
  const answer: ModelAnswer = {
    res,
    begin: () => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      chunk({ role: 'assistant', content: '' });
    },
    text: (content) => chunk({ content }),
    call: (name, args, id = 'call-1') => {
      chunk({ tool_calls: [{ index: calls, id, type: 'function', function: { name, arguments: args } }] });
      calls += 1;
    },
    end: (reason) => {
      chunk({}, reason);
      res.end('data: [DONE]\n\n');
    },
    say: (content) => {
      answer.begin();
      answer.text(content);
      answer.end('stop');
    },
    use: (name, args) => {
      answer.begin();
      answer.call(name, typeof args === 'string' ? args : JSON.stringify(args));
      answer.end('tool_calls');
    },
    status: (code, body = { error: { message: 'no' } }, headers = {}) => {
      const type = typeof body === 'string' ? 'text/html' : 'application/json';
      res.writeHead(code, { 'content-type': type, ...headers });
      res.end(typeof body === 'string' ? body : JSON.stringify(body));
    },
  };
  return answer;
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const piece of req) chunks.push(piece as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

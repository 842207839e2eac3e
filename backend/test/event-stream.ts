import { get } from 'node:http';

export interface StreamEvent {
  event: string;
  data: any; // oxlint-disable-line typescript/no-explicit-any -- each test expects its own shape
}

export interface EventStream {
  status: number;
  events: StreamEvent[];
  /** The next event of that name that no call has given yet; rejects when the stream ends before it comes. */
  next(event: string): Promise<StreamEvent>;
  /** Settles when the server has ended the stream in an orderly way; rejects when it was cut. */
  ended: Promise<void>;
  close(): void;
}

/** Opens /api/{user_id}/events and reads it as it comes. */
export function openEventStream(url: string, { id, token }: { id: string; token: string }): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const call = get(`${url}/api/${id}/events`, { headers, agent: false }, (response) => {
      const events: StreamEvent[] = [];
      let text = '';
      let taken = 0;
      let over = false;
      let wake = () => {};
      const ended = new Promise<void>((done, cut) => {
        response.once('end', done);
        response.once('error', cut);
      });
      const finish = () => {
        over = true;
        wake();
      };
      ended.then(finish, finish);
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) if (block.startsWith('event: ')) events.push(parse(block));
        wake();
      });
      resolve({
        status: response.statusCode ?? 0,
        events,
        ended,
        close: () => call.destroy(),
        async next(event) {
          for (;;) {
            const index = events.findIndex((each, at) => at >= taken && each.event === event);
            const found = events[index];
            if (found) {
              taken = index + 1;
              return found;
            }
            if (over) throw new Error(`The stream ended before "${event}" came; it had ${JSON.stringify(events)}.`);
            await new Promise<void>((again) => (wake = again));
          }
        },
      });
    });
    call.on('error', reject);
  });
}

function parse(block: string): StreamEvent {
  const [event = '', data = ''] = block.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
  return { event, data: JSON.parse(data) };
}

import { z } from 'zod';
import { usersOf } from '../accounts.ts';
import { chatTurn, say, talk, turnShape } from '../assistant.ts';
import type { ChatTurn, Turn } from '../assistant.ts';
import type { CheckContext } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { ServerEvent } from '../event-stream.ts';
import { parseEvents } from '../event-stream.ts';
import type { Expectation } from '../expectations.ts';
import { expectThat, header, json, problem, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';

// Reads only: what the assistant does to tasks is looked at elsewhere.
const MESSAGE = 'Show my tasks';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const start = chatTurn.pick({ conversation_id: true, message_id: true, model: true });
const delta = z.object({ text: z.string() });
const called = z.object({ id: z.string() });

export const theAssistantAnswers = defineCheck({
  id: 'APP-3',
  title: 'The assistant answers, whole or as it goes',

  async gather(context) {
    const [own, other] = await usersOf(context.accounts.assisted());
    const first = await talk(context, own, MESSAGE);
    const second = await talk(context, own, MESSAGE, first.turn.conversation_id);
    const events = { headers: { accept: 'text/event-stream' } };
    const streamed = await say(context, own, { message: MESSAGE, conversation_id: first.turn.conversation_id }, events);
    const path = `/api/${own.id}/chat`;
    return {
      first,
      second,
      streamed,
      withoutToken: await context.backend('POST', path, { json: { message: MESSAGE } }),
      foreignAddress: await context.backend('POST', path, { bearer: other.token, json: { message: MESSAGE } }),
      streamRefused: await context.backend('POST', path, { json: { message: MESSAGE }, ...events }),
      badInput: await sendBadInput(context, path, own.token),
      get: await context.backend('GET', path, { bearer: own.token }),
    };
  },

  judge(seen) {
    return [
      ...expectThat(
        'A message that names its conversation goes on with it.',
        seen.second.exchange,
        json(
          chatTurn.extend({ conversation_id: z.literal(seen.first.turn.conversation_id) }),
          'the same conversation_id',
        ),
      ),
      ...expectThat(
        'The same comes as server-sent events.',
        seen.streamed,
        status(200),
        header('content-type', /^text\/event-stream/, 'text/event-stream'),
        isWholeStream(seen.first),
      ),
      ...expectThat('Without a token nobody is answered.', seen.withoutToken, problem(401)),
      ...expectThat("Another user's address is refused.", seen.foreignAddress, problem(403)),
      ...expectThat('A refusal comes before any event.', seen.streamRefused, problem(401)),
      ...seen.badInput.flatMap(({ what, statuses, exchange }) =>
        expectThat(`${what} is refused.`, exchange, problem(...statuses)),
      ),
      ...expectThat('Reading is no message.', seen.get, problem(405), header('allow', /POST/, 'POST')),
    ];
  },

  saw: ({ first, streamed, badInput }) =>
    `3 messages answered, one as ${parseEvents(streamed.answer?.body ?? '').length} events, by the model "${first.turn.model}"; ${badInput.length} bad inputs refused`,
});

async function sendBadInput({ backend }: CheckContext, path: string, bearer: string) {
  const send = (body: string, headers = {}) => backend('POST', path, { bearer, body, headers });
  const valid = JSON.stringify(MESSAGE);
  const list: [string, number[], Exchange][] = [
    ['An empty message', [422], await send('{"message":"  "}')],
    ['A missing message', [422], await send('{}')],
    ['A number as message', [422], await send('{"message":1}')],
    ['A message of 8,001 characters', [422], await send(`{"message":"${'x'.repeat(8001)}"}`)],
    ['A message with a NUL byte', [422], await send(String.raw`{"message":"a\u0000b"}`)],
    ['A message with half a character', [422], await send(String.raw`{"message":"a\ud83d"}`)],
    ['An unknown field', [422], await send(`{"message":${valid},"model":"other"}`)],
    ['A conversation that is none', [422], await send(`{"message":${valid},"conversation_id":"none"}`)],
    ['A conversation that is not there', [404], await send(`{"message":${valid},"conversation_id":"${UNKNOWN}"}`)],
    ['Broken JSON', [400], await send('{"message":')],
    ['A body that is not JSON', [415], await send('message=hello', { 'content-type': 'text/plain' })],
  ];
  return list.map(([what, statuses, exchange]) => ({ what, statuses, exchange }));
}

/** start first, done last and once; each tool that is in the end's list was told before, twice. */
function isWholeStream({ turn: { conversation_id } }: Turn): Expectation {
  return ({ body }) => {
    const events = parseEvents(body);
    const names = events.map(({ event }) => event).join(', ');
    const done = readAs(chatTurn, events.at(-1));
    const rules: [boolean, string][] = [
      [events[0]?.event === 'start', 'the event start first'],
      [readAs(start, events[0]) !== undefined, 'start with {conversation_id, message_id, model}'],
      [events.at(-1)?.event === 'done', 'the event done at the end'],
      [done !== undefined, `done with ${turnShape}`],
      [events.filter(({ event }) => event === 'done' || event === 'start').length === 2, 'start and done once each'],
      [readAs(start, events[0])?.conversation_id === conversation_id, 'the same conversation_id in start'],
      [done?.conversation_id === conversation_id, 'the same conversation_id in done'],
      [done !== undefined && toldText(events) === done.response, 'deltas that make up the response'],
      [done !== undefined && toldTools(events, done), 'tool and tool_result for each tool that was used'],
    ];
    const broken = rules.find(([holds]) => !holds);
    return broken && { expected: broken[1], came: names === '' ? 'no events' : `events ${shorten(names)}` };
  };
}

function toldText(events: ServerEvent[]): string {
  return events
    .filter(({ event }) => event === 'delta')
    .map((each) => readAs(delta, each)?.text ?? '')
    .join('');
}

function toldTools(events: ServerEvent[], { tool_calls }: ChatTurn): boolean {
  const ids = (wanted: string) =>
    events.filter(({ event }) => event === wanted).map((each) => readAs(called, each)?.id ?? '');
  return tool_calls.every(({ id }) => ids('tool').includes(id) && ids('tool_result').includes(id));
}

function readAs<T>(schema: z.ZodType<T>, event: ServerEvent | undefined): T | undefined {
  return schema.safeParse(event?.data).data;
}

const shorten = (text: string) => (text.length > 120 ? `${text.slice(0, 50)} … ${text.slice(-50)}` : text);

import { z } from 'zod';
import type { Send } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Expectation } from '../expectations.ts';
import { body, expectThat, header, json, problem, read, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';

const options = ['cats', 'dogs'];
const receipt = z.looseObject({
  message: z.literal('Vote recorded successfully'),
  option: z.string(),
  stream_id: z.string().min(1),
});
const receiptShape = '{"message":"Vote recorded successfully","option","stream_id"}';

export const onlyCatsAndDogsAreVotes = defineCheck({
  id: 'VOTE-1',
  title: 'Only cats and dogs are votes',
  turn: 'votes',
  leavesOut: ({ writesVotes }) => (writesVotes ? [] : ['votes that are accepted: needs --write-votes, or --start']),

  async gather({ backend, writesVotes }) {
    return {
      // If the near misses were not refused, they would be votes.
      wrongOptions: [...(await sendWrongOptions(backend)), ...(writesVotes ? await sendNearMisses(backend) : [])],
      malformed: [...(await sendMalformed(backend)), ...(writesVotes ? await sendUnknownField(backend) : [])],
      accepted: writesVotes ? await sendVotes(backend) : [],
      get: await backend('GET', '/api/vote'),
    };
  },

  judge({ wrongOptions, malformed, accepted, get }) {
    const namesOptions = body('cats and dogs named', (text) => options.every((option) => text.includes(option)));
    const isReceipt = (option: string) => json(receipt.extend({ option: z.literal(option) }), receiptShape);
    const ids = accepted.map(({ exchange }) => read(receipt, exchange)?.stream_id);
    const areDifferent: Expectation = () =>
      new Set(ids).size === ids.length ? undefined : { expected: 'different stream ids', came: 'the same id twice' };
    return [
      ...wrongOptions.flatMap(({ what, exchange }) =>
        expectThat(`${what} is no vote.`, exchange, problem(422), namesOptions),
      ),
      ...malformed.flatMap(({ what, statuses, exchange }) =>
        expectThat(`${what} is no vote.`, exchange, problem(...statuses)),
      ),
      ...accepted.flatMap(({ option, exchange }) =>
        expectThat('A vote is recorded.', exchange, status(201), isReceipt(option)),
      ),
      ...accepted.slice(1).flatMap(({ exchange }) => expectThat('Every vote has its own id.', exchange, areDifferent)),
      ...expectThat('Votes are not cast by reading.', get, problem(405), header('allow', /POST/, 'POST')),
    ];
  },

  saw: ({ wrongOptions, malformed, accepted }) =>
    `${wrongOptions.length + malformed.length} things that are no votes refused; ${accepted.length} votes taken`,
});

async function sendWrongOptions(backend: Send) {
  return [
    { what: 'Birds', exchange: await send(backend, '{"option":"birds"}') },
    { what: 'An empty option', exchange: await send(backend, '{"option":""}') },
    { what: 'A number', exchange: await send(backend, '{"option":1}') },
    { what: 'An object without an option', exchange: await send(backend, '{}') },
  ];
}

async function sendNearMisses(backend: Send) {
  return [
    { what: 'Cats in capitals', exchange: await send(backend, '{"option":"CATS"}') },
    { what: 'Cats with a space', exchange: await send(backend, '{"option":"cats "}') },
    { what: 'Cats in a list', exchange: await send(backend, '{"option":["cats"]}') },
  ];
}

async function sendMalformed(backend: Send) {
  return [
    { what: 'A list', statuses: [400, 422], exchange: await send(backend, '[]') },
    { what: 'Broken JSON', statuses: [400], exchange: await send(backend, '{"option":') },
    { what: 'An empty body', statuses: [400, 422], exchange: await send(backend, '') },
    { what: 'Plain text', statuses: [415], exchange: await send(backend, 'birds', 'text/plain') },
  ];
}

async function sendUnknownField(backend: Send) {
  const exchange = await send(backend, '{"option":"cats","weight":2}');
  return [{ what: 'A vote with an unknown field', statuses: [422], exchange }];
}

async function sendVotes(backend: Send) {
  const votes: { option: string; exchange: Exchange }[] = [];
  for (const option of options) votes.push({ option, exchange: await send(backend, JSON.stringify({ option })) });
  return votes;
}

function send(backend: Send, text: string, mediaType = 'application/json'): Promise<Exchange> {
  return backend('POST', '/api/vote', { body: text, headers: { 'content-type': mediaType } });
}

import { z } from 'zod';
import type { Account } from '../accounts.ts';
import { usersOf } from '../accounts.ts';
import type { Turn } from '../assistant.ts';
import { conversation, conversationWithMessages, say, talk } from '../assistant.ts';
import type { CheckContext } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Copy, CopyPart } from '../copy.ts';
import { restarted } from '../copy.ts';
import type { Expectation } from '../expectations.ts';
import { expectThat, json, problem, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';

const FIRST = 'Show my tasks';
const SECOND = 'Show my open tasks';
const shape =
  '{id, title, created_at, updated_at, messages: [{id, role, content, tool_calls, model, stopped, failure, created_at}]}';

export const conversationsAreKept = defineCheck({
  id: 'APP-5',
  title: 'Conversations are kept, for their user alone',

  async gather(context) {
    const [own, other] = await usersOf(context.accounts.assisted());
    const turns = await converse(context, own);
    const id = idOf(turns);
    const list = `/api/${own.id}/conversations`;
    const as = ({ token }: Account) => ({ bearer: token });
    const { backend } = context;
    return {
      turns,
      id,
      listed: await backend('GET', list, as(own)),
      whole: await backend('GET', `${list}/${id}`, as(own)),
      withoutToken: [await backend('GET', list), await backend('GET', `${list}/${id}`)],
      foreignAddress: [
        await backend('GET', list, as(other)),
        await backend('GET', `${list}/${id}`, as(other)),
        await backend('DELETE', `${list}/${id}`, as(other)),
      ],
      foreignConversation: [
        await backend('GET', `/api/${other.id}/conversations/${id}`, as(other)),
        await backend('DELETE', `/api/${other.id}/conversations/${id}`, as(other)),
        await say(context, other, { message: FIRST, conversation_id: id }),
      ],
      othersList: await backend('GET', `/api/${other.id}/conversations`, as(other)),
      untouched: await backend('GET', `${list}/${id}`, as(own)),
      deleted: await backend('DELETE', `${list}/${id}`, as(own)),
      gone: await backend('GET', `${list}/${id}`, as(own)),
    };
  },

  judge(seen) {
    const { id, turns } = seen;
    return [
      ...expectThat('Conversations are listed, the newest first.', seen.listed, status(200), lists(id)),
      ...expectThat('A conversation has its messages.', seen.whole, status(200), holds(turns)),
      ...seen.withoutToken.flatMap((each) => expectThat('Without a token nothing is shown.', each, problem(401))),
      ...seen.foreignAddress.flatMap((each) => expectThat("Another user's address is refused.", each, problem(403))),
      ...seen.foreignConversation.flatMap((each) =>
        expectThat("Another user's conversation is not to be found.", each, problem(404)),
      ),
      ...expectThat("Another user's list is their own.", seen.othersList, status(200), listsNot(id)),
      ...expectThat('Nobody else has changed the conversation.', seen.untouched, status(200), holds(turns)),
      ...expectThat('A conversation can be deleted.', seen.deleted, status(204)),
      ...expectThat('A deleted conversation is not to be found.', seen.gone, problem(404)),
    ];
  },

  saw: ({ foreignAddress, foreignConversation }) =>
    `a conversation of 4 messages, listed, read, deleted; another user met ${foreignAddress.length + foreignConversation.length} refusals`,

  disturb: {
    shows: 'that the history survives the end of the backend and of the database',
    kills: true,

    async gather(context, copy) {
      const [own] = await usersOf(context.accounts.assisted());
      const turns = await converse(context, own);
      return {
        turns: [...turns],
        afterBackend: await outlive(context, copy, { part: 'backend', own, turns }),
        afterDatabase: await outlive(context, copy, { part: 'postgres', own, turns }),
      };
    },

    judge: ({ turns, afterBackend, afterDatabase }) => [
      ...expectThat('After kill -9 of the backend the history is there.', afterBackend.read, status(200), holds(turns)),
      ...expectThat('The conversation goes on after that.', afterBackend.next, status(200)),
      ...expectThat(
        'After kill -9 of the database the history is there.',
        afterDatabase.read,
        status(200),
        holds([...turns, afterBackend.next]),
      ),
      ...expectThat('The conversation goes on after that too.', afterDatabase.next, status(200)),
    ],

    saw: () => 'backend and database killed, and the same conversation went on',
  },
});

async function converse(context: CheckContext, own: Account): Promise<Turn[]> {
  const first = await talk(context, own, FIRST);
  return [first, await talk(context, own, SECOND, first.turn.conversation_id)];
}

async function outlive(context: CheckContext, copy: Copy, told: { part: CopyPart; own: Account; turns: Turn[] }) {
  const { own, part, turns } = told;
  await restarted(copy, part, context);
  const id = idOf(turns);
  const path = `/api/${own.id}/conversations/${id}`;
  const found = await context.backend('GET', path, { bearer: own.token });
  const next = await say(context, own, { message: FIRST, conversation_id: id });
  return { read: found, next };
}

const idOf = ([first]: Turn[]) => first?.turn.conversation_id ?? '';

function lists(id: string): Expectation {
  const inOrder = z
    .array(conversation)
    .refine((all) => all.some((each) => each.id === id && each.title === FIRST), `not ${id} with the title "${FIRST}"`)
    .refine(
      (all) => all.every(({ updated_at: at }, index) => index === 0 || at <= (all[index - 1]?.updated_at ?? '')),
      'an older one first',
    );
  return json(inOrder, 'a list of {id, title, created_at, updated_at}, the newest first');
}

function listsNot(id: string): Expectation {
  const others = z.array(conversation).refine((all) => all.every((each) => each.id !== id), `${id} is in it`);
  return json(others, "a list without another user's conversations");
}

/** Every message and every answer, in their order. */
function holds(turns: (Turn | Exchange)[]): Expectation {
  const spoken = turns.flatMap((each) => {
    const { request, answer } = 'exchange' in each ? each.exchange : each;
    const { message } = JSON.parse(request.body ?? '{}') as { message?: string };
    const { response } = JSON.parse(answer?.body || '{}') as { response?: string };
    return [`user: ${message}`, `assistant: ${response}`];
  });
  const same = conversationWithMessages.refine(
    ({ messages }) => messages.map(({ role, content }) => `${role}: ${content}`).join('\n') === spoken.join('\n'),
    'other messages, or another order',
  );
  return json(same, `${shape} with ${spoken.length} messages, the oldest first`);
}

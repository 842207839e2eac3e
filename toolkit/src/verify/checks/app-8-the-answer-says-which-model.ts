import { z } from 'zod';
import { usersOf } from '../accounts.ts';
import { assistantNote, chatTurn, conversationWithMessages, say, talk, turnShape } from '../assistant.ts';
import { defineCheck, Unmet } from '../check.ts';
import { wellAgain } from '../copy.ts';
import { parseEvents } from '../event-stream.ts';
import type { Expectation } from '../expectations.ts';
import { expectThat, json, read, status } from '../expectations.ts';
import { ANSWER, MODEL, startLanguageModel } from '../language-model.ts';

const MESSAGE = 'Show my tasks';

export const theAnswerSaysWhichModel = defineCheck({
  id: 'APP-8',
  title: 'An answer says which model it is from',

  async gather(context) {
    const [own] = await usersOf(context.accounts.assisted());
    const note = await context.backend('GET', '/api/assistant');
    const { exchange, turn } = await talk(context, own, MESSAGE);
    const id = turn.conversation_id;
    const accept = 'text/event-stream';
    return {
      note,
      turn: exchange,
      streamed: await say(context, own, { message: MESSAGE, conversation_id: id }, { headers: { accept } }),
      kept: await context.backend('GET', `/api/${own.id}/conversations/${id}`, { bearer: own.token }),
    };
  },

  judge({ note, turn, streamed, kept }) {
    const { model = '', offline } = read(assistantNote, note) ?? {};
    const says = chatTurn.extend({ model: z.literal(model) });
    const isRule: Expectation = () =>
      offline === (model === 'offline')
        ? undefined
        : { expected: '"offline": true with the model "offline" alone', came: `"${model}" with "offline": ${offline}` };
    const findings = expectThat(
      'The app says what answers.',
      note,
      status(200),
      json(assistantNote, '{model, offline}'),
      isRule,
    );
    if (findings.length > 0) return findings;
    return [
      ...expectThat('The answer says the same.', turn, json(says, `a turn with "model": "${model}"`)),
      ...expectThat('The events say the same.', streamed, ({ body }) => {
        const told = parseEvents(body).flatMap(({ event, data }) => (event === 'start' ? [Object(data)['model']] : []));
        return told.join(', ') === model
          ? undefined
          : { expected: `start with "model": "${model}"`, came: `"${told.join(', ')}"` };
      }),
      ...expectThat('The kept answer says the same.', kept, keepsModels([model, model])),
    ];
  },

  saw: ({ note }) =>
    `GET /api/assistant, an answer, events and the history name the model "${read(assistantNote, note)?.model}"`,

  disturb: {
    shows: 'that OPENAI_BASE_URL is the model that answers, and that its failure harms nothing',

    isAskedByParts: true,

    async gather(context, copy) {
      const [own] = await usersOf(context.accounts.assisted());
      const model = await startLanguageModel(copy.here);
      const settings = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'verify', OPENAI_MODEL: MODEL };
      try {
        await copy.end('backend', 'SIGTERM');
        const ending = await copy.start('backend', settings);
        if (ending) throw new Unmet([{ what: 'The backend starts with OPENAI_BASE_URL.', ...wellAgain(ending) }]);
        const note = await context.backend('GET', '/api/assistant');
        const good = await talk(context, own, MESSAGE);
        const id = good.turn.conversation_id;
        model.refuse(401);
        const refused = await say(context, own, { message: MESSAGE, conversation_id: id });
        await model.stop();
        const away = await say(context, own, { message: MESSAGE, conversation_id: id });
        const kept = await context.backend('GET', `/api/${own.id}/conversations/${id}`, { bearer: own.token });
        return { note, good: good.exchange, refused, away, kept };
      } finally {
        await model.stop();
        await copy.end('backend', 'SIGTERM');
        await copy.start('backend');
      }
    },

    judge({ note, good, refused, away, kept }) {
      const real = assistantNote.extend({ model: z.literal(MODEL), offline: z.literal(false) });
      const fails = (code: string) =>
        json(
          chatTurn.extend({ failure: z.object({ code: z.literal(code), detail: z.string() }) }),
          `${turnShape} with "code": "${code}"`,
        );
      const right = chatTurn.extend({ model: z.literal(MODEL), response: z.literal(ANSWER), failure: z.null() });
      return [
        ...expectThat(
          'With OPENAI_BASE_URL the app says what answers.',
          note,
          json(real, `{"model":"${MODEL}","offline":false}`),
        ),
        ...expectThat('With OPENAI_BASE_URL that model answers.', good, json(right, `"${ANSWER}" by ${MODEL}`)),
        ...expectThat('A key that is refused is a clear answer.', refused, status(200), fails('model_refused_key')),
        ...expectThat('A model that is away is a clear answer.', away, status(200), fails('model_unreachable')),
        ...expectThat(
          'After failures the conversation is whole.',
          kept,
          status(200),
          keepsModels([MODEL, MODEL, MODEL]),
        ),
      ];
    },

    saw: () => 'a model of our own answered, then refused, then was away: 3 answers, all kept',
  },
});

/** The models of the answers, in their order. */
function keepsModels(models: string[]): Expectation {
  const same = conversationWithMessages.refine(
    ({ messages }) =>
      messages.flatMap(({ role, model }) => (role === 'assistant' ? [model] : [])).join() === models.join() &&
      messages.length === 2 * models.length,
    'other messages, or other models',
  );
  return json(same, `${2 * models.length} messages, the answers by ${models.join(', ')}`);
}

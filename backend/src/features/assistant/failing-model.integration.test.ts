import { Agent } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp, type TestUser } from '../../../test/app.ts';
import { chat, chatStream } from '../../../test/chat.ts';
import { startTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { startFakeModel, type Behaviour, type FakeModel } from '../../../test/fake-model.ts';
import { freePort } from '../../../test/processes.ts';
import { until } from '../../../test/until.ts';
import { createAssistant } from './assistant.ts';
import { limits } from './limits.ts';

const KEY = 'sk-secret-key-of-the-tests';
const TURN_MS = 1_500;

let database: TestDatabase;
let model: FakeModel;
let app: TestApp;
let user: TestUser;

/** The app with a model that answers there, and with less patience than people have. */
const startWith = (baseUrl: string, more: Partial<typeof limits> = {}) =>
  startApp(database, {}, (dependencies) => {
    const { mcp, logger, metrics, database: prisma } = dependencies;
    const settings = { apiKey: KEY, baseUrl, name: 'fake-1' };
    const toolsFor = (userId: string) => mcp.fetchFor(userId);
    const own = { ...limits, turnMs: TURN_MS, ...more };
    return {
      ...dependencies,
      assistant: createAssistant({ database: prisma, logger, metrics, settings, toolsFor, limits: own }),
    };
  });

beforeAll(async () => {
  [database, model] = await Promise.all([startTestDatabase(), startFakeModel()]);
  app = await startWith(model.url);
  user = await app.signUp();
});
afterEach(() => model.behave((answer) => answer.say('Hello.')));
afterAll(async () => {
  await app.stop();
  await model.stop();
  await database.stop();
});

/** Uses a tool, and in the next step does something else. */
const afterATool =
  (then: Behaviour): Behaviour =>
  (answer, request) =>
    request.messages.at(-1)?.role === 'tool' ? then(answer, request) : answer.use('add_task', { title: 'Buy milk' });

const cases: { what: string; behave: Behaviour; code: string; says: RegExp; stopped?: string }[] = [
  {
    what: 'hangs before it says anything',
    behave: () => {},
    code: 'model_timed_out',
    says: /in time/,
    stopped: 'time',
  },
  {
    what: 'hangs in the middle of an answer',
    behave: (answer) => {
      answer.begin();
      answer.text('I was about to');
    },
    code: 'model_timed_out',
    says: /^I was about to\n\n.*in time/s,
    stopped: 'time',
  },
  {
    what: 'drops the connection after half an answer',
    behave: (answer) => {
      answer.begin();
      answer.text('Half an');
      setTimeout(() => answer.res.destroy(), 30);
    },
    code: 'model_answer_broken',
    says: /^Half an\n\n.*broke off/s,
  },
  {
    what: 'ends the stream without an end of the answer',
    behave: (answer) => {
      answer.begin();
      answer.text('Half an');
      answer.res.end();
    },
    code: 'model_answer_broken',
    says: /broke off/,
  },
  {
    what: 'refuses the key',
    behave: (answer) => answer.status(401),
    code: 'model_refused_key',
    says: /OPENAI_API_KEY/,
  },
  { what: 'forbids it', behave: (answer) => answer.status(403), code: 'model_refused_key', says: /OPENAI_API_KEY/ },
  {
    what: 'takes no more requests',
    behave: (answer) => answer.status(429, { error: { message: 'slow down' } }, { 'retry-after': '17' }),
    code: 'model_rate_limited',
    says: /17 seconds/,
  },
  { what: 'fails by itself', behave: (answer) => answer.status(500), code: 'model_failed', says: /status 500/ },
  {
    what: 'does not know the model',
    behave: (answer) => answer.status(404),
    code: 'model_failed',
    says: /OPENAI_MODEL/,
  },
  {
    what: 'is a web page',
    behave: (answer) => answer.status(200, '<!doctype html><title>Welcome</title>'),
    code: 'model_answer_broken',
    says: /could not be read/,
  },
  {
    what: 'sends broken JSON',
    behave: (answer) => {
      answer.res.writeHead(200, { 'content-type': 'text/event-stream' });
      answer.res.end('data: {"choices": [\n\n');
    },
    code: 'model_answer_broken',
    says: /could not be read/,
  },
  { what: 'says nothing', behave: (answer) => answer.say(''), code: 'model_answer_broken', says: /could not be read/ },
];

describe('APP-8: a model that fails is a clear answer and a conversation that goes on', () => {
  test.each(cases)('a model that $what', async ({ behave, code, says, stopped = null }) => {
    model.behave(behave);
    const answer = await chat(app.send, user, 'Hello?');
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ failure: { code, detail: expect.any(String) }, stopped, model: 'fake-1' });
    expect(answer.json.response).toMatch(says);

    model.behave((next) => next.say('Here I am again.'));
    const next = await chat(app.send, user, 'And now?', answer.json.conversation_id);
    expect(next.json).toMatchObject({ response: 'Here I am again.', failure: null, stopped: null });
    const { json } = await app.send('GET', `/api/${user.id}/conversations/${answer.json.conversation_id}`, {
      token: user.token,
    });
    expect(json.messages.map(({ content }: { content: string }) => content)).toEqual([
      'Hello?',
      answer.json.response,
      'And now?',
      'Here I am again.',
    ]);
    expect(json.messages[1]).toMatchObject({ failure: { code }, stopped, model: 'fake-1' });
  });

  test('a model that cannot be reached', async () => {
    const nowhere = await startWith(`http://127.0.0.1:${await freePort()}/v1`, { turnMs: 20_000 });
    const { json } = await chat(nowhere.send, user, 'Hello?');
    expect(json.failure.code).toBe('model_unreachable');
    expect(json.response).toMatch(/OPENAI_BASE_URL/);
    await nowhere.stop();
  });

  test.each(cases.filter(({ what }) => what !== 'says nothing'))(
    'what tools did before stays done and is told: a model that $what',
    async ({ behave, code }) => {
      model.behave(afterATool(behave));
      const before = (await app.send('GET', user.tasks, { token: user.token })).json.length;
      const { json } = await chat(app.send, user, 'Add milk');
      expect(json.failure.code).toBe(code);
      expect(json.response).toContain('Done before that: Added “Buy milk”.');
      expect(json.tool_calls).toMatchObject([{ name: 'add_task', ok: true, tasks: [{ title: 'Buy milk' }] }]);
      expect((await app.send('GET', user.tasks, { token: user.token })).json.length).toBe(before + 1);
    },
  );

  test('a tool that does not exist is told to the model, and the answer goes on', async () => {
    model.behave((answer, { messages }) =>
      messages.at(-1)?.role === 'tool'
        ? answer.say(`It said: ${String(messages.at(-1)?.content).slice(0, 12)}`)
        : answer.use('drop_database', {}),
    );
    const { json } = await chat(app.send, user, 'Hello?');
    expect(json).toMatchObject({ response: 'It said: Invalid tool', failure: null });
    expect(json.tool_calls).toMatchObject([
      { name: 'drop_database', ok: false, summary: expect.stringContaining('does not exist') },
    ]);
  });

  test.each([
    ['no JSON', '{"title": "Buy', /no JSON object/],
    ['no object', '[1]', /no JSON object/],
    ['an empty title', { title: '  ' }, /title must not be empty/],
    ['no title', {}, /title must be text|title/],
    ['a title of another type', { title: 7 }, /title must be text/],
    ['fields that are not known', { title: 'T', colour: 'red' }, /colour is not a known field/],
  ])('arguments that are %s are told to the model, and nothing is added', async (_what, args, says) => {
    model.behave((answer, { messages }) =>
      messages.at(-1)?.role === 'tool' ? answer.say('That did not work.') : answer.use('add_task', args),
    );
    const before = (await app.send('GET', user.tasks, { token: user.token })).json.length;
    const { json } = await chat(app.send, user, 'Add milk');
    expect(json).toMatchObject({
      response: 'That did not work.',
      failure: null,
      tool_calls: [{ name: 'add_task', ok: false }],
    });
    expect(json.tool_calls[0].summary).toMatch(says);
    expect(json.tool_calls[0].summary).not.toMatch(/\n|at .*\.ts/);
    expect((await app.send('GET', user.tasks, { token: user.token })).json.length).toBe(before);
  });

  test('calls of one answer are carried out one after the other', async () => {
    const ida = await app.signUp('Ida');
    const wanted = Array.from({ length: 8 }, (_, index) => `T${index}`);
    model.behave((answer, { messages }) => {
      if (messages.at(-1)?.role === 'tool') return answer.say('Done.');
      answer.begin();
      for (const title of wanted) answer.call('add_task', JSON.stringify({ title }), `add-${title}`);
      answer.call('list_tasks', '{}', 'list');
      answer.end('tool_calls');
    });
    const { tool_calls } = (await chat(app.send, ida, 'Add eight')).json;
    expect(tool_calls.map((call: { summary: string }) => call.summary)).toEqual([
      ...wanted.map((title) => `Added “${title}”.`),
      'Found 8 tasks.',
    ]);
  });

  test('a model that goes in circles is stopped after eight steps, and what it did is told', async () => {
    model.behave((answer) => answer.use('list_tasks', {}));
    model.requests.length = 0;
    const { json } = await chat(app.send, user, 'Go on');
    expect(json).toMatchObject({ stopped: 'steps', failure: null, response: expect.stringContaining('more steps') });
    expect(model.requests).toHaveLength(limits.steps);
    expect(json.tool_calls).toHaveLength(limits.steps);
  });

  test('a model that never ends its answer is stopped', async () => {
    model.behave((answer) => {
      answer.begin();
      const timer = setInterval(() => answer.text('word '.repeat(1_000)), 5);
      answer.res.once('close', () => clearInterval(timer));
    });
    const { json } = await chat(app.send, user, 'Go on');
    expect(json.failure.code).toBe('model_answer_broken');
    expect(json.response.length).toBeLessThan(limits.answerCharacters * 2);
  });

  test('texts that the database cannot hold are kept without what it cannot hold', async () => {
    model.behave((answer, { messages }) =>
      messages.at(-1)?.role === 'tool'
        ? answer.say('NUL \0 and half \ud83d a pair')
        : answer.use('add_task', '{"title":"a\\u0000b","x\\u0000":"\\ud800"}'),
    );
    const { json } = await chat(app.send, user, 'Add');
    expect(json).toMatchObject({ failure: null, tool_calls: [{ ok: false }] });
    expect(json.response).not.toContain('\0');
  });

  test('it is given the key, the history and tool results as data, and no text of it is logged', async () => {
    model.requests.length = 0;
    app.log.length = 0;
    model.behave(afterATool((answer) => answer.say('Secret answer')));
    const first = await chat(app.send, user, 'Secret question');
    await chat(app.send, user, 'Another secret', first.json.conversation_id);
    const request = model.requests.at(-1)!;
    expect(request).toMatchObject({ model: 'fake-1', authorization: `Bearer ${KEY}` });
    expect(request.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
      'assistant',
      'tool',
    ]);
    expect(JSON.parse(String(request.messages[3]!.content))).toMatchObject({
      ok: true,
      data: { tasks: [{ title: 'Buy milk' }] },
    });
    expect(request.messages[0]!.content).toMatch(/never instructions/);
    await until(
      'both are logged',
      () => app.log.filter(({ event }) => event === 'assistant_turn_completed').length === 2,
    );
    expect(app.log.find(({ event }) => event === 'assistant_turn_completed')).toMatchObject({
      tools: ['add_task'],
      duration_ms: expect.any(Number),
    });
    const log = JSON.stringify(app.log);
    for (const secret of [KEY, 'ecret question', 'ecret answer', 'nother secret', 'Buy milk', user.token])
      expect(log).not.toContain(secret);
  });

  test('a failure is logged with its code, and counted', async () => {
    model.behave((answer) => answer.status(401, { error: { message: `${KEY} is wrong` } }));
    app.log.length = 0;
    await chat(app.send, user, 'Hello?');
    expect(app.log.find(({ event }) => event === 'assistant_turn_failed')).toMatchObject({
      level: 'warning',
      code: 'model_refused_key',
    });
    expect(JSON.stringify(app.log)).not.toContain(KEY);
    expect((await app.send('GET', '/metrics')).text).toMatch(
      /assistant_turns_total\{outcome="model_refused_key"\} [1-9]/,
    );
  });
});

describe('a turn that is cut off from outside', () => {
  test('by another replica that took this one for dead: it stops, and what it did is kept', async () => {
    model.behave(afterATool(() => {}));
    const patient = await startWith(model.url, { turnMs: 60_000 });
    const stream = await chatStream(patient.url, user, { message: 'Add milk' });
    const { conversation_id } = (await stream.seen('start')).data;
    await stream.seen('tool_result');
    await database.sql('DELETE FROM conversation_turns WHERE conversation_id = $1', [conversation_id]);
    const { data } = await stream.done;
    expect(data).toMatchObject({ stopped: 'cancelled', response: expect.stringMatching(/held up.*Added “Buy milk”/s) });
    await patient.stop();
  });

  test('by the loss of its database: it says so, and the next message works', async () => {
    let hasFailed = false;
    model.behave((answer, { messages }) => {
      if (messages.at(-1)?.role === 'tool') {
        hasFailed = true;
        return answer.say('The list could not be reached.');
      }
      database.server.kill();
      answer.use('add_task', { title: 'Buy milk' });
    });
    const patient = await startWith(model.url, { turnMs: 60_000 });
    const talking = chat(patient.send, user, 'Add milk');
    await until('the tool has answered', () => hasFailed);
    await database.server.restart();
    const { json, status } = await talking;
    expect([status, json.response]).toEqual([200, 'The list could not be reached.']);
    expect(json.tool_calls).toMatchObject([{ ok: false, summary: expect.stringContaining('cannot be reached') }]);
    model.behave((answer) => answer.say('Hello.'));
    expect((await chat(patient.send, user, 'Hello?', json.conversation_id)).json.stopped).toBeNull();
    await patient.stop();
  });
});

describe('a client that leaves in the middle', () => {
  test('cancels the request of the model, and what was said and done is kept', async () => {
    model.behave(
      afterATool((answer) => {
        answer.begin();
        answer.text('I have added it and');
      }),
    );
    const patient = await startWith(model.url, { turnMs: 60_000 });
    const left = model.left;
    const stream = await chatStream(patient.url, user, { message: 'Add milk' });
    const start = await stream.seen('start');
    await stream.seen('delta');
    stream.leave();
    await until('the request of the model is closed', () => model.left === left + 1);
    const path = `/api/${user.id}/conversations/${start.data.conversation_id}`;
    const read = async () => (await patient.send('GET', path, { token: user.token })).json.messages;
    await until('the answer is stored', async () => (await read()).length === 2);
    expect((await read())[1]).toMatchObject({
      id: start.data.message_id,
      stopped: 'cancelled',
      failure: null,
      content: expect.stringMatching(/^I have added it and\n\n.*stopped.*Added “Buy milk”/s),
      tool_calls: [{ name: 'add_task', ok: true }],
    });
    model.behave((answer) => answer.say('Hello.'));
    expect((await chat(patient.send, user, 'Hello?', start.data.conversation_id)).json).toMatchObject({
      response: 'Hello.',
      stopped: null,
    });
    await patient.stop();
  });

  test('a client that waits for the whole answer may leave too', async () => {
    model.behave(() => {});
    const patient = await startWith(model.url, { turnMs: 60_000 });
    const left = model.left;
    const requests = model.requests.length;
    const agent = new Agent();
    const answer = patient.send('POST', `/api/${user.id}/chat`, {
      token: user.token,
      json: { message: 'Hello?' },
      agent,
    });
    await until('the model is asked', () => model.requests.length > requests);
    agent.destroy();
    await expect(answer).rejects.toThrow(/hang up|ECONNRESET|aborted/);
    await until('the request of the model is closed', () => model.left === left + 1);
    await patient.stop();
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signUp, type TestUser } from '../../../test/app.ts';
import { chat, chatStream } from '../../../test/chat.ts';
import { startTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { startFakeModel, type FakeModel } from '../../../test/fake-model.ts';
import { httpClient, type Send } from '../../../test/http.ts';
import { startTestPooler } from '../../../test/pgbouncer.ts';
import { startProgram, type Program } from '../../../test/processes.ts';
import { until } from '../../../test/until.ts';
import { requirement } from '../../../../e2e/requirements.ts';

let database: TestDatabase;
let model: FakeModel;
const started: Program[] = [];
beforeAll(async () => {
  [database, model] = await Promise.all([startTestDatabase(), startFakeModel()]);
});
afterEach(async () => {
  model.behave((answer) => answer.say('Hello.'));
  for (const program of started.splice(0)) {
    program.kill('SIGKILL');
    await program.ended;
  }
});
afterAll(async () => {
  await model.stop();
  await database.stop();
});

async function run(environment: Record<string, string> = {}): Promise<{ program: Program; url: string; send: Send }> {
  const program = startProgram('backend/src/api.ts', {
    DATABASE_URL: database.url,
    OPENAI_BASE_URL: model.url,
    ...environment,
  });
  started.push(program);
  const url = await program.url();
  return { program, url, send: httpClient(url) };
}
const messagesOf = async (send: Send, user: TestUser, id: string) =>
  (await send('GET', `/api/${user.id}/conversations/${id}`, { token: user.token })).json.messages;

describe('APP-5: the backend is killed in the middle of an answer', () => {
  test('what was said and done is there, and the conversation goes on within seconds', async () => {
    model.behave((answer, { messages }) => {
      if (messages.at(-1)?.role !== 'tool') return answer.use('add_task', { title: 'Buy milk' });
      answer.begin();
      answer.text('I have');
    });
    const first = await run();
    const user = await signUp(first.send);
    const stream = await chatStream(first.url, user, { message: 'Add milk' });
    const { conversation_id } = (await stream.seen('start')).data;
    await stream.seen('delta');
    first.program.kill('SIGKILL');
    await first.program.ended;
    await expect(stream.done).rejects.toThrow(/aborted|hang up|ECONNRESET/);

    const second = await run();
    model.behave((answer, { messages }) => answer.say(`I know ${messages.length} messages.`));
    const began = performance.now();
    const { json } = await chat(second.send, user, 'Are you there?', conversation_id);
    expect(json).toMatchObject({ response: 'I know 6 messages.', stopped: null, failure: null });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await messagesOf(second.send, user, conversation_id)).toMatchObject([
      { role: 'user', content: 'Add milk' },
      {
        role: 'assistant',
        stopped: 'cancelled',
        content: expect.stringMatching(/interrupted/),
        tool_calls: [{ name: 'add_task', ok: true, summary: 'Added “Buy milk”.' }],
      },
      { role: 'user', content: 'Are you there?' },
      { role: 'assistant', content: 'I know 6 messages.' },
    ]);
  });
});

describe('SIGTERM in the middle of an answer', () => {
  test('lets it end', async () => {
    let finish = () => {};
    model.behave((answer) => {
      answer.begin();
      answer.text('Just a');
      finish = () => {
        answer.text(' moment.');
        answer.end('stop');
      };
    });
    const { program, url, send } = await run();
    const user = await signUp(send);
    const stream = await chatStream(url, user, { message: 'Hello' });
    await stream.seen('delta');
    program.kill('SIGTERM');
    await program.logged('shutdown_signal_received');
    finish();
    expect((await stream.done).data).toMatchObject({ response: 'Just a moment.', stopped: null });
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  test('one that does not end is stored as cancelled, and told so, before the limit', async () => {
    model.behave((answer) => {
      answer.begin();
      answer.text('I shall never');
    });
    const { program, url, send } = await run();
    const user = await signUp(send);
    const stream = await chatStream(url, user, { message: 'Hello' });
    await stream.seen('delta');
    program.kill('SIGTERM');
    const { event, data } = await stream.done;
    expect(event).toBe('done');
    expect(data).toMatchObject({
      stopped: 'cancelled',
      response: expect.stringMatching(/^I shall never\n\n.*being stopped/s),
    });
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.log().at(-1)?.event).toBe('shutdown_complete');
    const rows = await database.sql('SELECT content, stopped FROM messages WHERE id = $1', [data.message_id]);
    expect(rows).toEqual([{ content: data.response, stopped: 'cancelled' }]);
  });
});

describe('two replicas', () => {
  const pooler = requirement('pgbouncer');
  const missing = pooler.available ? '' : ` (${pooler.reason})`;
  test('answer one conversation in order', () => answerInOrder());
  test.skipIf(missing)(`answer one conversation in order behind a transaction pooler${missing}`, () =>
    answerInOrder(true),
  );

  async function answerInOrder(isPooled = false) {
    const pooled = isPooled ? await startTestPooler(database.url) : undefined;
    const environment = pooled ? { DATABASE_URL: pooled.url, DATABASE_DIRECT_URL: database.url } : {};
    let atOnce = 0;
    let most = 0;
    model.behave(async (answer, { messages }) => {
      most = Math.max(most, (atOnce += 1));
      await new Promise((resolve) => setTimeout(resolve, 30));
      atOnce -= 1;
      answer.say(`To: ${String(messages.at(-1)?.content)}`);
    });
    const replicas = await Promise.all([run(environment), run(environment)]);
    const user = await signUp(replicas[0].send);
    const { conversation_id } = (await chat(replicas[0].send, user, 'Hello')).json;
    const wanted = Array.from({ length: 16 }, (_, index) => `Message ${index}`);
    const answers = await Promise.all(
      wanted.map((message, index) => chat(replicas[index % 2]!.send, user, message, conversation_id)),
    );
    expect(answers.map(({ json }) => json.response)).toEqual(wanted.map((message) => `To: ${message}`));
    expect(most).toBe(1);
    const messages = await messagesOf(replicas[1].send, user, conversation_id);
    expect(messages).toHaveLength(34);
    for (let index = 0; index < messages.length; index += 2)
      expect(messages[index + 1].content).toBe(`To: ${messages[index].content}`);
    await until('no turn is open', async () => (await database.sql('SELECT 1 FROM conversation_turns')).length === 0);
    await pooled?.stop();
  }
});

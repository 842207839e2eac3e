import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppWithDatabase, type TestUser } from '../test/app.ts';
import { snapshot, type Row } from '../test/database.ts';
import type { Answer, Call } from '../test/http.ts';
import { until } from '../test/until.ts';
import type { Task } from './features/tasks/task-schema.ts';

const LIMIT = 1_048_576;

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
let ada: TestUser;
let task: Task;
let before: Record<string, Row[]>;
beforeAll(async () => {
  app = await startAppWithDatabase();
  ada = await app.signUp('Ada');
  task = (await send('POST', ada.tasks, { json: { title: 'Buy milk', description: 'two litres' } })).json as Task;
});
beforeEach(async () => {
  app.log.length = 0;
  before = await snapshot(app.database);
});
afterAll(() => app.stop());

const send = (method: string, path: string, call: Call = {}) => app.send(method, path, { token: ada.token, ...call });
const oneTask = () => `${ada.tasks}/${task.id}`;

type Expected = { status: number; errors?: { path: string; message: string }[]; detail?: RegExp };

/** Refused, with the reason, as a problem; and nothing is lost and nothing changed. */
async function expectRefused(answer: Answer, { status, errors, detail }: Expected) {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.json).toMatchObject({ type: 'about:blank', status, request_id: answer.headers['x-request-id'] });
  expect(answer.json.detail.length).toBeGreaterThan(10);
  expect(answer.json.errors).toEqual(errors ?? answer.json.errors);
  expect(answer.json.detail).toMatch(detail ?? /./);
  expect(await snapshot(app.database)).toEqual(before);
}

/** What must not be in an answer: the value, where it is long enough not to be there by chance. */
const echo = (value: unknown) => (typeof value === 'string' && value.length > 3 ? value.slice(0, 50) : '(nothing)');
const field = (path: string, message: string) => ({ status: 422, errors: [{ path, message }] });
const EMPTY = 'must not be empty';
const LONG = 'must have at most 200 characters';
const UNSTORABLE = 'has a character that cannot be stored (NUL or half of a surrogate pair)';
const UNKNOWN = 'is not a known field';

describe('what is wrong with a field is said by its name and its rule', () => {
  const titles: [string, unknown, string][] = [
    ['a number', 7, 'must be text'],
    ['null', null, 'must be text'],
    ['a list', ['Buy milk'], 'must be text'],
    ['an object', { text: 'Buy milk' }, 'must be text'],
    ['true', true, 'must be text'],
    ['nothing', '', EMPTY],
    ['spaces', '   ', EMPTY],
    ['white space of every kind', ' \t\n\v\f\r\u00a0\u1680\u2003\u2028\u2029\u3000\ufeff', EMPTY],
    ['a space of no width', '\u200b', EMPTY],
    ['joiners of no width', '\u200c\u200d\u2060', EMPTY],
    ['direction marks', '\u200e\u200f\u202e\u2066', EMPTY],
    ['soft hyphens', '\u00ad\u00ad', EMPTY],
    ['fillers that show nothing', '\u3164\u115f\uffa0', EMPTY],
    ['control characters', '\u0007\u001b', EMPTY],
    ['10,000 characters', 'x'.repeat(10_000), LONG],
    ['201 characters', 'x'.repeat(201), LONG],
    ['201 emoji', '🥛'.repeat(201), LONG],
    ['a NUL', 'Buy\0milk', UNSTORABLE],
    ['half a surrogate pair', 'Buy \ud83e milk', UNSTORABLE],
    ['the other half', 'Buy \udd5b milk', UNSTORABLE],
  ];

  test.each(titles)('a title of %s', async (_what, title, message) => {
    const created = await send('POST', ada.tasks, { json: { title } });
    await expectRefused(created, field('title', message));
    const changed = await send('PATCH', oneTask(), { json: { title } });
    await expectRefused(changed, field('title', message));
    for (const { text } of [created, changed]) expect(text).not.toContain(echo(title));
  });

  test.each([
    ['a number', 7, 'must be text'],
    ['null', null, 'must be text'],
    ['5,001 characters', 'x'.repeat(5_001), 'must have at most 5000 characters'],
    ['a NUL', '\0', UNSTORABLE],
    ['half a surrogate pair', '\udfff', UNSTORABLE],
  ])('a description of %s', async (_what, description, message) => {
    await expectRefused(
      await send('POST', ada.tasks, { json: { title: 'T', description } }),
      field('description', message),
    );
    await expectRefused(await send('PATCH', oneTask(), { json: { description } }), field('description', message));
  });

  test.each([
    ['"true"', 'true'],
    ['1', 1],
    ['null', null],
  ])('completed as %s', async (_what, completed) => {
    await expectRefused(
      await send('PATCH', oneTask(), { json: { completed } }),
      field('completed', 'must be true or false'),
    );
  });

  test('a missing title', async () => {
    await expectRefused(await send('POST', ada.tasks, { json: {} }), field('title', 'must be text'));
  });

  test('a change of nothing', async () => {
    const message = 'must have at least one of title, description, completed';
    await expectRefused(await send('PATCH', oneTask(), { json: {} }), field('', message));
  });

  test('several fields at once are all named', async () => {
    const answer = await send('POST', ada.tasks, { json: { title: '', description: 5, colour: 'red' } });
    await expectRefused(answer, {
      status: 422,
      errors: expect.arrayContaining([
        { path: 'title', message: EMPTY },
        { path: 'description', message: 'must be text' },
        { path: 'colour', message: UNKNOWN },
      ]) as never,
    });
  });

  test.each([
    ['an id', '{"title":"T","id":"01900000-0000-7000-8000-000000000001"}', 'id'],
    ["another user's id", '{"title":"T","user_id":"demo"}', 'user_id'],
    ['__proto__', '{"title":"T","__proto__":{"completed":true}}', '__proto__'],
    ['constructor', '{"title":"T","constructor":{"prototype":{"completed":true}}}', 'constructor'],
  ])('a field that nobody knows: %s', async (_what, body, path) => {
    const headers = { 'content-type': 'application/json' };
    await expectRefused(await send('POST', ada.tasks, { body, headers }), field(path, UNKNOWN));
    await expectRefused(await send('PATCH', oneTask(), { body, headers }), field(path, UNKNOWN));
    expect(({} as { completed?: boolean }).completed).toBeUndefined();
  });

  test('sixty thousand unknown fields do not make a longer answer or a longer log line', async () => {
    const json = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`field${n}`, 1]));
    const answer = await send('POST', ada.tasks, { json });
    await expectRefused(answer, { status: 422 });
    expect(answer.text.length).toBeLessThan(10_000);
    expect(Math.max(...app.log.map((line) => JSON.stringify(line).length))).toBeLessThan(10_000);
  });

  test.each([
    ['completed=yes', 'completed', 'must be true or false'],
    ['limit=0', 'limit', 'must be at least 1'],
    ['limit=1001', 'limit', 'must be at most 1000'],
    ['limit=1.5', 'limit', 'must be a whole number'],
    ['limit=ten', 'limit', 'must be a whole number'],
    ['limit=1&limit=2', 'limit', 'must be a whole number'],
    ['after=7', 'after', 'must be the id of a task'],
    ['after=%zz', 'after', 'must be the id of a task'],
    ['colour=red', 'colour', UNKNOWN],
    ['__proto__=1', '__proto__', UNKNOWN],
  ])('the query ?%s', async (query, path, message) => {
    await expectRefused(await send('GET', `${ada.tasks}?${query}`), field(path, message));
  });

  test.each(['7', 'undefined', '../../health', "'; DROP TABLE tasks; --", 'x'.repeat(1_000), '\u{1f95b}', '%00'])(
    'the id %s, which is none',
    async (id) => {
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const path = `${ada.tasks}/${id === '%00' ? id : encodeURIComponent(id)}`;
        const answer = await send(method, path, method === 'PATCH' ? { json: { completed: true } } : {});
        await expectRefused(answer, field('id', 'must be a UUID'));
      }
    },
  );
});

describe('what is wrong with a body or an address', () => {
  const json = { 'content-type': 'application/json' };

  test.each([
    ['broken JSON', '{"title":"Buy milk"', json, 400, /not valid JSON/],
    ['JSON with something behind', '{"title":"T"} {}', json, 400, /not valid JSON/],
    ['a number', '7', json, 400, /not valid JSON/],
    ['text', '"Buy milk"', json, 400, /not valid JSON/],
    ['null', 'null', json, 400, /not valid JSON/],
    ['a list', '[{"title":"T"}]', json, 422, /must be a JSON object/],
    ['an empty body', '', json, 400, /JSON body is missing/],
    ['a form', 'title=Buy+milk', { 'content-type': 'application/x-www-form-urlencoded' }, 415, /application\/json/],
    ['plain text', '{"title":"T"}', { 'content-type': 'text/plain' }, 415, /application\/json/],
    ['no content type', '{"title":"T"}', {}, 415, /application\/json/],
    ['a content type that is none', '{"title":"T"}', { 'content-type': 'json' }, 415, /application\/json/],
    ['an unknown charset', '{"title":"T"}', { 'content-type': 'application/json; charset=latin1' }, 415, /UTF-8/],
    ['an unknown encoding', '{"title":"T"}', { ...json, 'content-encoding': 'rot13' }, 415, /encoding/],
    ['gzip that is none', '{"title":"T"}', { ...json, 'content-encoding': 'gzip' }, 400, /encoding/],
  ] as const)('%s', async (_what, body, headers, status, detail) => {
    await expectRefused(await send('POST', ada.tasks, { body, headers }), { status, detail });
    await expectRefused(await send('PATCH', oneTask(), { body, headers }), { status, detail });
  });

  test('no body at all', async () => {
    await expectRefused(await send('POST', ada.tasks), { status: 400, detail: /JSON body is missing/ });
    const empty = await send('POST', ada.tasks, { headers: json });
    await expectRefused(empty, { status: 400, detail: /JSON body is missing/ });
  });

  const titleOf = (bytes: number) => `{"title":"${'x'.repeat(bytes - '{"title":""}'.length)}"}`;

  test('a body of 1,048,576 bytes is read and judged', async () => {
    for (const chunked of [false, true]) {
      const answer = await send('POST', ada.tasks, { body: titleOf(LIMIT), headers: json, chunked });
      await expectRefused(answer, field('title', LONG));
    }
  });

  test('a body of one byte more is 413, announced or in chunks, here and at the sign-in', async () => {
    for (const chunked of [false, true]) {
      for (const path of [ada.tasks, '/api/vote', '/api/auth/sign-in/email']) {
        const answer = await send('POST', path, { body: titleOf(LIMIT + 1), headers: json, chunked });
        await expectRefused(answer, { status: 413, detail: /1,048,576 bytes/ });
      }
    }
  });

  test('a small body that unpacks to more than the limit is 413', async () => {
    const bomb = gzipSync(titleOf(50 * LIMIT));
    expect(bomb.length).toBeLessThan(LIMIT);
    const headers = { ...json, 'content-encoding': 'gzip' };
    for (const path of [ada.tasks, '/api/auth/sign-in/email']) {
      await expectRefused(await send('POST', path, { body: bomb, headers }), { status: 413 });
    }
  });

  test.each(['/api/%', '/api/%E0%A4%A', '/api/%ff/tasks', '/api/auth/%'])('the address %s', async (path) => {
    const answer = await send('GET', path);
    expect([400, 404]).toContain(answer.status);
    await expectRefused(answer, { status: answer.status });
  });

  test('an unknown address is 404, a wrong method 405 with the right ones', async () => {
    await expectRefused(await send('GET', '/api/nothing/here/at/all'), { status: 404, detail: /\/docs/ });
    const wrong = await send('PUT', oneTask(), { json: { title: 'T' } });
    await expectRefused(wrong, { status: 405, detail: /PUT is not possible here/ });
    expect(wrong.headers.allow).toBe('DELETE, GET, HEAD, PATCH');
    expect((await send('DELETE', ada.tasks)).headers.allow).toBe('GET, HEAD, POST');
    expect((await send('POST', '/docs')).status).toBe(405);
    expect((await send('DELETE', '/openapi.json')).headers.allow).toBe('GET, HEAD');
  });

  test.each([
    ['broken JSON', '{"email":', 400],
    ['a list', '[]', 422],
    ['text', '"ada"', 422],
    ['null', 'null', 422],
    ['an object for the e-mail', '{"email":{"$ne":null},"password":"correct horse battery"}', 400],
    ['no fields', '{}', 400],
  ])('a sign-in with %s', async (_what, body, status) => {
    const answer = await send('POST', '/api/auth/sign-in/email', { body, headers: json });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.status, answer.text).toBe(status);
  });

  test('a sign-in that is not JSON is 415', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await send('POST', '/api/auth/sign-in/email', { body: 'email=ada', headers });
    await expectRefused(answer, { status: 415, detail: /application\/json/ });
  });
});

describe('what is only unusual is taken as it is', () => {
  test.each([
    ['emoji', '🥛 Milk 👩‍👩‍👧‍👦 🏳️‍🌈'],
    ['200 emoji', '🥛'.repeat(200)],
    ['right to left', 'لشراء الحليب ‏(غداً)‏'],
    ['combining marks, not composed', 'Cafe\u0301 Z\u0351\u036b\u0343a\u030a'],
    ['the same, composed', 'Caf\u00e9'],
    ['SQL', `'; DROP TABLE tasks; --`],
    ['HTML', '<script>alert(1)</script>'],
    ['a format', '%s %d ${x} {{y}}'],
    ['controls between letters', 'tab\there'],
    ['the last code point', 'x\u{10ffff}'],
    ['an emoji of one mark and one joiner', 'x\u200dy'],
    ['a symbol for private use alone', '\uf8ff'],
    ['a sign that only counts as formatting', '\u0600'],
  ])('%s: given back byte for byte', async (_what, text) => {
    const created = await send('POST', ada.tasks, { json: { title: text, description: text } });
    expect(created.status, created.text).toBe(201);
    const path = `${ada.tasks}/${created.json.id}`;
    const read = (await send('GET', path)).json as Task;
    expect([read.title, read.description].map((value) => Buffer.from(value).toString('hex'))).toEqual(
      Array(2).fill(Buffer.from(text).toString('hex')),
    );
    const stored = await app.database.sql('SELECT title FROM tasks WHERE id = $1', [created.json.id]);
    expect(stored).toEqual([{ title: text }]);
    await app.database.sql('DELETE FROM tasks WHERE id = $1', [created.json.id]);
  });
});

describe('RUN-7: request ids', () => {
  test('a good one is taken over, into the answer, the problem and the log', async () => {
    const answer = await send('GET', '/api/nothing', { headers: { 'x-request-id': 'page-7.retry_2' } });
    expect([answer.headers['x-request-id'], answer.json.request_id]).toEqual(['page-7.retry_2', 'page-7.retry_2']);
    await until('it is logged', () => app.log.some((line) => line['request_id'] === 'page-7.retry_2'));
  });

  test.each(['x'.repeat(65), 'a b', '"}{"level":"error"', '<script>', 'a;b', '\u00e9', ''])(
    'one that could do harm is replaced: %j',
    async (id) => {
      const answer = await send('GET', '/api/nothing', { headers: { 'x-request-id': id } });
      expect(answer.headers['x-request-id']).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
      await until('it is logged', () => app.log.some((line) => line['request_id'] === answer.headers['x-request-id']));
      expect(JSON.stringify(app.log)).not.toContain(JSON.stringify(id || '(nothing)').slice(1, -1));
    },
  );
});

describe('bytes that are no request', () => {
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.once('error', reject).once('close', () => resolve(answer));
    });

  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a header that is too large', `GET /livez HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST /api/vote HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde', 400],
  ])('%s is answered and the connection closed', async (_what, text, status) => {
    expect(await raw(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await send('GET', '/livez')).status).toBe(200);
  });

  test.each(['/api/vote', '/api/auth/sign-in/email'])(
    'who sends %s far too much, and wants the connection closed, still gets the answer',
    async (path) => {
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n`;
      const much = `${head}Content-Length: ${16 * LIMIT}\r\n\r\n${'x'.repeat(16 * LIMIT)}`;
      for (let time = 0; time < 5; time++) expect(await raw(much)).toMatch(/^HTTP\/1.1 413 /);
    },
  );
});

import { createServer, request, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client as Client2, StreamableHTTPClientTransport as Transport2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAppWithDatabase, type TestUser } from '../../test/app.ts';
import { start } from '../../test/processes.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
let user: TestUser;
let other: TestUser;
beforeAll(async () => {
  app = await startAppWithDatabase();
  [user, other] = [await app.signUp(), await app.signUp('Bob')];
});
afterAll(() => app.stop());

type Result = { isError?: boolean; structuredContent?: any; content: { type: string; text?: string }[] }; // oxlint-disable-line typescript/no-explicit-any -- each test expects its own shape
type Tool = {
  name: string;
  title?: string;
  description?: string;
  annotations?: object;
  inputSchema: object;
  outputSchema?: object;
};
type AnyClient = {
  listTools(): Promise<{ tools: Tool[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
};
const info = { name: 'a-test', version: '1' };
const options = (token: string | undefined) => ({
  requestInit: { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
});

const clients: { name: string; connect: (token?: string) => Promise<AnyClient> }[] = [
  {
    name: 'a client of version 1',
    async connect(token) {
      const client = new Client1(info);
      await client.connect(new Transport1(new URL('/mcp', app.url), options(token)));
      return client as AnyClient;
    },
  },
  {
    name: 'a client of version 2',
    async connect(token) {
      const client = new Client2(info);
      await client.connect(new Transport2(new URL('/mcp', app.url), options(token)));
      return client as AnyClient;
    },
  },
  {
    name: 'a client of version 2 that speaks the newest revision',
    async connect(token) {
      const client = new Client2(info, { versionNegotiation: { mode: 'auto' } });
      await client.connect(new Transport2(new URL('/mcp', app.url), options(token)));
      return client as AnyClient;
    },
  },
];

describe.each(clients)('APP-7: $name', ({ connect }) => {
  test('lists five tools with titles, descriptions, hints and schemas', async () => {
    const client = await connect(user.token);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'add_task',
      'list_tasks',
      'update_task',
      'complete_task',
      'delete_task',
    ]);
    for (const { title, description, annotations, inputSchema, outputSchema } of tools) {
      expect([title?.length, description?.length].every((length) => length! > 5)).toBe(true);
      expect(annotations).toEqual({
        title,
        readOnlyHint: expect.any(Boolean),
        destructiveHint: expect.any(Boolean),
        idempotentHint: expect.any(Boolean),
        openWorldHint: false,
      });
      expect([inputSchema, outputSchema]).toEqual([
        expect.objectContaining({ type: 'object' }),
        expect.objectContaining({ type: 'object' }),
      ]);
    }
    expect(
      tools
        .filter(({ annotations }) => (annotations as { destructiveHint: boolean }).destructiveHint)
        .map(({ name }) => name),
    ).toEqual(['delete_task']);
    expect(
      tools
        .filter(({ annotations }) => (annotations as { readOnlyHint: boolean }).readOnlyHint)
        .map(({ name }) => name),
    ).toEqual(['list_tasks']);
    await client.close();
  });

  test('calls all five over the tasks of its user', async () => {
    const me = await app.signUp('Mcp');
    const client = await connect(me.token);
    await client.listTools(); // from now on it checks each answer against its schema
    const call = async (name: string, args: Record<string, unknown>) =>
      (await client.callTool({ name, arguments: args })) as Result;
    const added = await call('add_task', { title: ' Buy milk ', description: 'Two litres' });
    const { task } = added.structuredContent;
    expect(task).toMatchObject({ title: 'Buy milk', description: 'Two litres', completed: false });
    expect(JSON.parse(added.content[0]!.text!)).toEqual(added.structuredContent);
    await call('add_task', { title: 'Call mum' });
    expect((await call('list_tasks', {})).structuredContent).toMatchObject({
      tasks: [{ title: 'Call mum' }, { title: 'Buy milk' }],
      total: 2,
    });
    expect((await call('list_tasks', { limit: 1 })).structuredContent).toMatchObject({
      tasks: [{ title: 'Call mum' }],
      total: 2,
    });
    expect((await call('list_tasks', { search: 'LITRES milk' })).structuredContent).toMatchObject({
      tasks: [{ title: 'Buy milk' }],
      total: 1,
    });
    expect((await call('update_task', { task_id: task.id, title: 'Buy oat milk' })).structuredContent.task.title).toBe(
      'Buy oat milk',
    );
    expect((await call('complete_task', { task_id: task.id })).structuredContent.task.completed).toBe(true);
    expect((await call('list_tasks', { completed: false })).structuredContent).toMatchObject({
      tasks: [{ title: 'Call mum' }],
      total: 1,
    });
    expect((await call('complete_task', { task_id: task.id, completed: false })).structuredContent.task.completed).toBe(
      false,
    );
    expect((await call('delete_task', { task_id: task.id })).structuredContent.task.id).toBe(task.id);
    expect((await app.send('GET', me.tasks, { token: me.token })).json).toMatchObject([{ title: 'Call mum' }]);
    expect((await app.send('POST', `${me.tasks}/${task.id}/restore`, { token: me.token })).status).toBe(200);
    await client.close();
  });

  test('gets a sentence for what cannot be done, and nothing changes', async () => {
    const { id } = (await app.send('POST', other.tasks, { token: other.token, json: { title: 'Of Bob' } })).json;
    const client = await connect(user.token);
    const refused = async (name: string, args: Record<string, unknown>) => {
      const result = (await client.callTool({ name, arguments: args })) as Result;
      expect(result.isError).toBe(true);
      expect(result.content[0]!.text).not.toMatch(/\n|prisma|at .*\.ts|[{}[\]]/i);
      return result.content[0]!.text;
    };
    expect(await refused('add_task', { title: ' ' })).toMatch(/title must not be empty\./);
    expect(await refused('add_task', {})).toMatch(/title/);
    expect(await refused('add_task', { title: 'x'.repeat(201) })).toMatch(/title must have at most 200 characters\./);
    expect(await refused('add_task', { title: 'a\0b' })).toMatch(/cannot be stored/);
    expect(await refused('update_task', { task_id: id })).toMatch(/at least one/);
    expect(await refused('list_tasks', { limit: 0 })).toMatch(/limit must be at least 1\./);
    expect(await refused('complete_task', { task_id: '7' })).toMatch(/task_id must be the id of a task/);
    for (const [name, more] of [
      ['update_task', { title: 'Mine' }],
      ['complete_task', {}],
      ['delete_task', {}],
    ] as const) {
      expect(await refused(name, { task_id: id, ...more })).toBe(
        'There is no such task; it may have been deleted. list_tasks tells which there are.',
      );
    }
    expect(
      ((await client.callTool({ name: 'list_tasks', arguments: {} })) as Result).structuredContent.tasks,
    ).not.toContainEqual(expect.objectContaining({ title: 'Of Bob' }));
    expect((await app.send('GET', other.tasks, { token: other.token })).json).toContainEqual(
      expect.objectContaining({ id, title: 'Of Bob', completed: false }),
    );
    await client.close();
  });

  test('is not let in without a good token', async () => {
    await expect(connect()).rejects.toThrow(/401|nauthorized|bearer token is missing/i);
    await expect(connect('nonsense')).rejects.toThrow(/401|nauthorized|not valid/i);
  });
});

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: info },
};
const ask = (headers: OutgoingHttpHeaders, json: unknown = initialize) =>
  app.send('POST', '/mcp', { json, headers: { accept: 'application/json, text/event-stream', ...headers } });

describe('who may come to /mcp', () => {
  test('401 with a challenge and a problem without, with a broken and with an expired token', async () => {
    const bare = await ask({});
    expect(bare.headers['www-authenticate']).toBe('Bearer');
    expect(bare.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(bare.json).toMatchObject({ status: 401, detail: expect.stringContaining('/api/auth/token') });
    const [head, body] = user.token.split('.');
    const expired = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body!, 'base64url').toString()), exp: 1 }),
    ).toString('base64url');
    for (const token of ['nonsense', `${user.token}x`, `${head}.${expired}.${user.token.split('.')[2]}`]) {
      const answer = await ask({ authorization: `Bearer ${token}` });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    }
  });

  test('a page of another site is refused, whatever it says as Host; our own and local ones are not', async () => {
    const authorization = `Bearer ${user.token}`;
    for (const headers of [
      { origin: 'http://evil.example.com', host: 'evil.example.com' },
      { origin: 'http://evil.example.com' },
      { origin: 'null' },
    ]) {
      expect((await ask({ authorization, ...headers })).status).toBe(403);
    }
    for (const headers of [
      {},
      { origin: 'http://localhost:3000' },
      { origin: 'http://127.0.0.1:6274' },
      { host: 'backend:8000' },
    ]) {
      expect((await ask({ authorization, ...headers })).status).toBe(200);
    }
  });

  test('each request stands alone: no session, GET and DELETE are refused', async () => {
    const authorization = `Bearer ${user.token}`;
    const answer = await ask({ authorization });
    expect(answer.headers['mcp-session-id']).toBeUndefined();
    expect((await ask({ authorization }, { jsonrpc: '2.0', id: 2, method: 'tools/list' })).text).toContain(
      'delete_task',
    );
    for (const method of ['GET', 'DELETE']) {
      expect(
        (await app.send(method, '/mcp', { token: user.token, headers: { accept: 'text/event-stream' } })).status,
      ).toBe(405);
    }
  });
});

/** The suite knows no tokens: this passes everything on with one. */
async function startProxy() {
  const server = createServer((req, res) => {
    const headers = { ...req.headers, authorization: `Bearer ${user.token}` };
    const onward = request(`${app.url}${req.url ?? ''}`, { method: req.method, headers, setHost: false }, (answer) => {
      res.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(res);
    });
    onward.once('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    stop: () => void (server.closeAllConnections(), server.close()),
  };
}

describe('the conformance suite of MCP', () => {
  const suite = import.meta
    .resolve('@modelcontextprotocol/conformance/package.json')
    .replace('package.json', 'dist/index.js');
  // Of its scenarios those that want no tools with names of the suite's own. A stateless server gives no session to the
  // one about streams, which then only warns.
  test.each(['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection', 'server-sse-multiple-streams'])(
    '%s',
    async (scenario) => {
      const proxy = await startProxy();
      const run = start(process.execPath, [
        new URL(suite).pathname,
        'server',
        '--url',
        proxy.url,
        '--scenario',
        scenario,
      ]);
      const { code } = await run.ended;
      proxy.stop();
      const output = [...run.stdout, ...run.stderr].join('\n');
      expect([code, output]).toEqual([0, expect.stringMatching(/Passed: (\d+)\/\1, 0 failed/)]);
    },
  );
});

import { expect, test } from 'vitest';
import { smallPairs, workload } from './small-pairs.fixture.ts';

/** No secret's value is ever in a report, whichever rule speaks and wherever the value stands. */

const { compared, report } = smallPairs();

const SECRET = 'first0Word second0Word';
const BASE64 = Buffer.from(SECRET).toString('base64');
const secretOf = (data: string) => `apiVersion: v1\nkind: Secret\nmetadata: { name: cache }\n${data}\n---\n`;
const cache = (more: string) =>
  workload(
    'cache',
    `image: 'redis:8', ${more}, env: [{ name: PW, valueFrom: { secretKeyRef: { name: cache, key: pw } } }]`,
  );

test.each([
  ['in base64', `data:\n  pw: ${BASE64}`],
  ['in base64, in one line', `data: { pw: ${BASE64} }`],
  ['as it is', `stringData:\n  pw: ${SECRET}`],
  ['as it is, in one line', `stringData: { pw: "${SECRET}" }`],
])('of a Secret %s', async (_what, data) => {
  const cluster = secretOf(data) + cache("args: [redis-server, --requirepass, $(PW), --save, '']");
  const told = await report("cache: { image: 'redis:8', command: redis-server --port 7000 }", cluster);
  for (const part of [...SECRET.split(' '), BASE64]) expect(told).not.toContain(part);
  expect(told).toContain('--requirepass');
  expect(told).toContain('PW is a secret, and is written in the files of the cluster');
});

test('a command that takes its password from a Secret is that which takes it from the shell, or has it written', async () => {
  const cluster = secretOf(`data: { pw: ${BASE64} }`) + cache('args: [redis-server, --requirepass, $(PW)]');
  const commands = async (command: string) =>
    (await compared(`cache: { image: 'redis:8', command: '${command}' }`, cluster, { PW: 'q8Zr4kd0' })).findings
      .filter(({ rule }) => rule === 'command-agrees')
      .map(({ message }) => message);
  expect(await commands('redis-server --requirepass ${PW}')).toEqual([]);
  expect(await commands('redis-server --requirepass other0Word')).toEqual([]);
  expect(await commands('redis-server --requirepass ${PW} --port 7000')).toHaveLength(1);
});

test('what a variable that is named as a secret puts into a command is never shown, whatever it is', async () => {
  const compose =
    "init: { image: 'mc:1', command: 'mc alias set s http://minio:9000 ${KEY_ID} ${ACCESS_KEY}; ls ${ACCESS_KEY}' }";
  const cluster = workload(
    'init',
    "image: 'mc:1', args: [mc, alias, set, s, 'http://minio:9000', minio, Cmd9Literal, --json]",
  );
  for (const secret of ['hunter2', 'abc123', 'sample-Xq81']) {
    const told = await report(compose, cluster, { KEY_ID: 'minio', ACCESS_KEY: secret });
    expect(told).toContain('command-agrees');
    expect(told).toContain('ls ${ACCESS_KEY}');
    expect(told).not.toContain(secret);
    expect(told).not.toContain('Cmd9Literal');
  }
});

test('a number that only has the name of a secret stays in a command', async () => {
  const compose = "llm: { image: 'llm:1', command: 'serve --context ${MAX_TOKENS}' }";
  const cluster = workload('llm', "image: 'llm:1', args: [serve, --context, '4096']");
  expect((await compared(compose, cluster, { MAX_TOKENS: '4096' })).findings).toEqual([]);
});

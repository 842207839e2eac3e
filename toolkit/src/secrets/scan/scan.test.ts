import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { secretsScanGithub, secretsScanJson, secretsScanPretty, secretsScanSarif } from './report.ts';
import { scan } from './scan.ts';
import type { SecretAcceptance } from './settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets scan '));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What nobody could know, and nobody has. */
const SECRET = 'kV83nx0qLw';
const AWS = `AKIA${'Q7'.repeat(8)}`;

/** Without PATH there is no git: every file is looked at. */
async function scanned(files: Record<string, string>, acceptances: SecretAcceptance[] = []) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return scan(folder, acceptances, {});
}

const told = ({ suspects }: Awaited<ReturnType<typeof scan>>, name: string) =>
  suspects.map(
    ({ at, name: each, severity }) => `${severity} ${at.file.replace(join(folder, name), '')}:${at.line} ${each}`,
  );

describe('a secret is found where it is written', () => {
  test.each([
    [
      'a mapping of Compose',
      'compose.yaml',
      `services:\n  db:\n    environment:\n      DB_PASSWORD: ${SECRET}\n`,
      4,
      'DB_PASSWORD',
    ],
    [
      'a list of Compose',
      'docker-compose.yml',
      `services: { db: { environment: [A=b,\n  API_KEY=${SECRET}] } }\n`,
      2,
      'API_KEY',
    ],
    ['a default of Compose', 'compose.yaml', `x: 1\ny: { URL: 'redis://:${SECRET}@cache' }\n`, 2, 'URL'],
    [
      'the command of a service',
      'compose.yaml',
      `services:\n  c:\n    command: redis-server --requirepass=1 --auth-token ${SECRET}\n`,
      3,
      'auth-token',
    ],
    ['.env', '.env', `A=b\nexport SESSION_SECRET='${SECRET}' # mine\n`, 2, 'SESSION_SECRET'],
    ['what looks real in an example', '.env.example', `JWT_SECRET=${SECRET}\n`, 1, 'JWT_SECRET'],
    ['values of a chart', 'chart/values.yaml', `auth:\n  adminPassword: ${SECRET}\n`, 2, 'auth.adminPassword'],
    [
      'a default of a reference',
      'compose.yaml',
      `e: { DB_PASSWORD: '\${DB_PASSWORD:-${SECRET}}' }\n`,
      1,
      'DB_PASSWORD',
    ],
    ['values that are called secrets', 'values.yaml', `secrets:\n  dbPassword: ${SECRET}\n`, 2, 'secrets.dbPassword'],
    [
      'a long one in several lines',
      'a.yaml',
      `jwt:\n  secret: ${'q7Zx'.repeat(9)}\n    ${'Mk3v'.repeat(9)}\n`,
      2,
      'jwt.secret',
    ],
    ['a list of values', 'values.yaml', `env:\n  - name: API_TOKEN\n    value: ${SECRET}\n`, 3, 'API_TOKEN'],
    [
      'a template of a chart',
      'chart/templates/a.yaml',
      `{{- if .Values.x }}\nenv:\n  - name: DB_PASSWORD\n    value: "${SECRET}"\n{{ end }}`,
      4,
      'DB_PASSWORD',
    ],
    [
      'a default in a template',
      'chart/templates/a.yaml',
      `dbPassword: {{ .Values.db | default "${SECRET}" | quote }}\n`,
      1,
      'dbPassword',
    ],
    [
      'a Secret in Base64',
      'k8s/secret.yaml',
      `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata:\n  pin: ${Buffer.from(SECRET).toString('base64')}\n`,
      5,
      'pin',
    ],
    [
      'a Secret as a text',
      'k8s/secret.yaml',
      `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { pin: ${SECRET} }\n`,
      4,
      'pin',
    ],
    ['ENV of a Dockerfile', 'Dockerfile', `FROM a\nENV A=b \\\n    NPM_TOKEN=${SECRET}\n`, 3, 'NPM_TOKEN'],
    ['ARG of a Dockerfile', 'Dockerfile.web', `FROM a\nARG SIGNING_KEY="${SECRET}"\n`, 2, 'SIGNING_KEY'],
    ['a Tiltfile', 'Tiltfile', `os.putenv('DB_PASSWORD', '${SECRET}')\n`, 1, 'DB_PASSWORD'],
    ['an option in a Tiltfile', 'Tiltfile', `yaml = helm('x', set=['db.password=${SECRET}'])\n`, 1, 'db.password'],
  ])('%s', async (_, file, text, line, name) => {
    expect(told(await scanned({ [file]: text }), file)).toEqual([`warning :${line} ${name}`]);
  });

  test('by its form, whatever it is called, also in a comment', async () => {
    const text = `level: ${AWS}\n# old: ${AWS}\n`;
    expect(told(await scanned({ 'values.yaml': text }), 'values.yaml')).toEqual([
      'error :1 level',
      'error :2 this line',
    ]);
  });

  test('a private key is told once', async () => {
    const key = `-----BEGIN PRIVATE KEY-----\n  ${'Mq7'.repeat(20)}\n  -----END PRIVATE KEY-----`;
    expect(told(await scanned({ 'values.yaml': `tls:\n key: |\n  ${key}\n` }), 'values.yaml')).toEqual([
      'error :2 tls.key',
    ]);
  });
});

describe('what only looks like a secret is no finding', () => {
  test.each([
    ['a reference', 'compose.yaml', 'e: { DB_PASSWORD: "${DB_PASSWORD:?}", API_KEY: $API_KEY, TOKEN: "" }\n'],
    ['a template', 'chart/templates/a.yaml', 'password: {{ .Values.password }}\nurl: redis://:{{ .Values.p }}@cache\n'],
    [
      'a key of a Secret that is named',
      'd.yaml',
      'env: [{ name: P, valueFrom: { secretKeyRef: { name: s3cr3t-1a, key: pass-9X7z } } }]\n',
    ],
    [
      'where Compose gets secrets',
      'compose.yaml',
      'services: { a: { secrets: [db_pass_9X7z] } }\nsecrets:\n  db_pass_9X7z: { file: ./x9Kq, environment: X9KQ }\n  b_token: { external: true, name: a9Kq }\n',
    ],
    ['a text with a reference', 'compose.yaml', `e: { JWT_SECRET: '{"type":"HS256","key":"\${JWT_KEY}"}' }\n`],
    [
      'what a vault has',
      'values.yaml',
      'a: { password: "vault:secret/data/db#pw9X", token: op://shop/db/pw9X7z, api_key: <k9X7zQ> }\n',
    ],
    ['a script', 'k8s/map.yaml', 'data:\n  configure_secret.sh: |\n    set -e\n    echo a1B2c3D4\n'],
    [
      'a file, a switch, a number',
      'values.yaml',
      'a: { tls_key: certs/server.key, password: true, token: 4096, secret: /run/x1 }\n',
    ],
    ['the name of an existing Secret', 'values.yaml', 'auth: { existingSecret: shop-db-4f2a, secretName: tls-9XkQ }\n'],
    [
      'an example',
      '.env.example',
      'DB_PASSWORD=changeme\nJWT_SECRET=your-32-character-secret\nTOKEN=<token>\nAPI_KEY=xxxxxxxx\n',
    ],
    ['a hint in a form', 'values.yaml', 'placeholder: -----BEGIN RSA PRIVATE KEY-----\n'],
    ['what manuals print', 'values.yaml', 'id: AKIAIOSFODNN7EXAMPLE\n'],
    [
      'what is encrypted',
      'secret.yaml',
      'kind: Secret\napiVersion: v1\nstringData: { password: "ENC[AES256_GCM,data:x9Kq,type:str]" }\n',
    ],
    [
      'a public key',
      'compose.yaml',
      `e: { STRIPE_PUBLISHABLE_KEY: ${SECRET}, VAPID_PUBLIC_KEY: ${SECRET}, NEXT_PUBLIC_API_KEY: ${SECRET} }\n`,
    ],
    ['another key', 'values.yaml', `e: { topologyKey: zone-1a2B, sort_key: a1B2c3D4, tokenName: ${SECRET} }\n`],
    ['a workflow', '.github/workflows/a.yaml', `env: { TOKEN: ${SECRET} }\n`],
  ])('%s', async (_, file, text) => {
    expect(told(await scanned({ [file]: text }), file)).toEqual([]);
  });

  test.each([
    'postgres',
    'changeme',
    'minio123',
    'db-password',
    'my_secret_token',
    'changeEncryptionKey',
    'aaaaaaaaaa',
    '0123456789abcdef',
  ])('%s keeps nobody out: it is only mentioned', async (word) => {
    const text = `services: { db: { environment: { POSTGRES_PASSWORD: ${word} } } }\n`;
    expect(told(await scanned({ 'compose.yaml': text }), 'compose.yaml')).toEqual(['info :1 POSTGRES_PASSWORD']);
  });
});

test('what is accepted is no finding, and what nothing needs any more is told', async () => {
  const files = { 'test/compose.yaml': `e: { A_TOKEN: ${SECRET} }\n`, 'compose.yaml': `e: { A_TOKEN: ${SECRET} }\n` };
  const { suspects, accepted, unused } = await scanned(files, [
    { file: 'test/**', name: 'A_TOKEN', reason: 'Only tests know it.' },
    { file: 'gone.yaml', reason: 'It was.' },
  ]);
  expect(suspects.map(({ at }) => at.file)).toEqual([join(folder, 'compose.yaml')]);
  expect(accepted.map(({ reason }) => reason)).toEqual(['Only tests know it.']);
  expect(unused.map(({ file }) => file)).toEqual(['gone.yaml']);
});

test('no report has the value', async () => {
  const found = await scanned({
    'compose.yaml': `e: { DB_PASSWORD: ${SECRET}, URL: 'redis://:${SECRET}@c', K: ${AWS} }\n`,
    '.env': `DB_PASSWORD=${SECRET}\n`,
  });
  expect(found.suspects).toHaveLength(4);
  const plain = { colours: createColors(false), signs: { good: '+', bad: 'x', next: '->' }, columns: 100 };
  const pretty = secretsScanPretty(found, { ...plain, isVerbose: true, isQuiet: false } as Parameters<
    typeof secretsScanPretty
  >[1]);
  expect(pretty).toContain('compose.yaml:1  DB_PASSWORD: it is named as a secret');
  expect(pretty).toContain('git rm --cached');
  expect(pretty).toContain('4 values look like a secret');
  for (const text of [pretty, secretsScanJson(found, 1), secretsScanGithub(found), secretsScanSarif(found, '1')]) {
    expect(text).not.toMatch(new RegExp(`${SECRET}|${AWS}`));
    expect(text).toContain('DB_PASSWORD');
  }
});

test('binary files, broken YAML and what is no file are passed over', async () => {
  const found = await scanned({ 'a.yaml': '\0\u0001', 'b.yaml': 'a: [', 'chart/values.yaml': '' });
  expect([found.suspects, found.unknown]).toEqual([[], []]);
});

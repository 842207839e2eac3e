import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../harness/copy.ts';
import type { Namespace } from './namespace.ts';
import { opensDatabase } from './opens-database.ts';
import { describeWithCluster } from './world.ts';

const programs = join(root, 'node_modules', '.bin');
const SECRETS = ['data-secrets', 'backend-secrets', 'frontend-secrets'];

interface SecretObject {
  metadata: { name: string; annotations?: Record<string, string>; resourceVersion: string };
  data: Record<string, string>;
}

describeWithCluster('evenkeel secrets --kubernetes', (world) => {
  const evenkeel = (space: Namespace, words: string[], env: Record<string, string> = {}) =>
    space.attempt(['evenkeel', 'secrets', '--kubernetes', ...words], {
      env: { PATH: `${programs}:${process.env['PATH']}`, ...env },
    });

  /** One that has to succeed, and says no value. */
  async function make(space: Namespace, words: string[] = [], env: Record<string, string> = {}) {
    const { code, text } = await evenkeel(space, words, env);
    expect({ code, text: code === 0 ? '' : text }).toEqual({ code: 0, text: '' });
    const values = Object.values(await valuesOf(space)).flatMap(Object.values);
    expect(values.filter((value) => value.length > 8 && !value.startsWith('http://') && text.includes(value))).toEqual(
      [],
    );
    return text;
  }

  async function objects(space: Namespace): Promise<SecretObject[]> {
    const text = await space.kubectl('get', 'secret', ...SECRETS, '--ignore-not-found', '--output=json');
    return text.trim() === '' ? [] : (JSON.parse(text) as { items: SecretObject[] }).items;
  }

  async function valuesOf(space: Namespace): Promise<Record<string, Record<string, string>>> {
    const decode = (data: Record<string, string>) =>
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
    return Object.fromEntries((await objects(space)).map(({ metadata, data }) => [metadata.name, decode(data)]));
  }

  /** The password in the backend's address of its database. */
  const passwordIn = (url = '') => new URL(url).password;

  test('makes all three, which fit together, and keeps them', async () => {
    const space = await world.namespace('secrets');
    const missing = await evenkeel(space, ['--check']);
    expect(missing.code).toBe(1);
    expect(missing.text).toContain(`evenkeel secrets --kubernetes --context`);
    const said = await make(space, [], { OPENAI_API_KEY: 'sk-of-the-environment' });
    expect(said).toMatch(new RegExp(`^cluster .*, namespace ${space.name}\n`));
    expect(said).toMatch(/backend-secrets +openai-api-key +taken from the environment/);

    const values = await valuesOf(space);
    const password = values['data-secrets']?.['postgres-password'];
    expect(password).toMatch(/^\w{32}$/);
    expect(values['backend-secrets']).toEqual({
      'database-url': `postgresql://app:${password}@postgres:5432/app`,
      'auth-secret': expect.stringMatching(/^\w{40}$/),
      'auth-url': 'http://localhost:30000',
      'openai-api-key': 'sk-of-the-environment',
      'demo-password': expect.stringMatching(/^\w{14}$/),
    });
    expect(values['frontend-secrets']).toEqual({ 'auth-secret': values['backend-secrets']?.['auth-secret'] });
    for (const { metadata } of await objects(space)) expect(metadata.annotations).toBeUndefined();

    const before = await objects(space);
    await make(space);
    expect(await objects(space)).toEqual(before);
    expect((await evenkeel(space, ['--check'])).code).toBe(0);
  });

  test('what it has made first, the data chart takes, and keeps when it goes', async () => {
    const space = await world.namespace('before');
    await make(space);
    const before = await valuesOf(space);
    await space.install('data');
    await space.ready('data');
    expect(await opensDatabase(space, passwordIn(before['backend-secrets']?.['database-url']))).toBe(true);
    expect(await opensDatabase(space, 'wrong')).toBe(false);
    await space.install('data');
    await space.helm('uninstall', 'data', '--wait');
    expect(await valuesOf(space)).toEqual(before);
  });

  test('what the data chart has made first, it follows', async () => {
    const space = await world.namespace('after');
    await space.install('data');
    const made = (await valuesOf(space))['data-secrets'];
    const said = await make(space);
    expect(said).toMatch(/data-secrets +postgres-password +there already/);
    const values = await valuesOf(space);
    expect(values['data-secrets']).toEqual(made);
    await space.ready('data');
    expect(await opensDatabase(space, passwordIn(values['backend-secrets']?.['database-url']))).toBe(true);
  });

  test('several at once make one set', async () => {
    const space = await world.namespace('at-once');
    const all = await Promise.all(Array.from({ length: 4 }, () => evenkeel(space, [])));
    expect(all.map(({ code, text }) => (code === 0 ? 0 : text))).toEqual([0, 0, 0, 0]);
    const values = await valuesOf(space);
    const password = values['data-secrets']?.['postgres-password'];
    expect(values['backend-secrets']?.['database-url']).toBe(`postgresql://app:${password}@postgres:5432/app`);
    expect(values['frontend-secrets']?.['auth-secret']).toBe(values['backend-secrets']?.['auth-secret']);
    const makers = all.filter(({ text }) => /postgres-password +made at random/.test(text));
    expect(makers).toHaveLength(1);
  });

  test('a Secret that lacks a key gets that key alone', async () => {
    const space = await world.namespace('lacks');
    await space.kubectl(
      'create',
      'secret',
      'generic',
      'backend-secrets',
      '--from-literal=auth-secret=of-mine',
      '--from-literal=more=1',
    );
    const { code, text } = await evenkeel(space, ['--check']);
    expect(code).toBe(1);
    expect(text).toContain('backend-secrets (database-url, auth-url, openai-api-key, demo-password)');
    await make(space);
    const values = await valuesOf(space);
    expect(values['backend-secrets']).toMatchObject({ 'auth-secret': 'of-mine', more: '1', 'openai-api-key': '' });
    expect(values['frontend-secrets']).toEqual({ 'auth-secret': 'of-mine' });
  });

  test('a namespace that is not there, and a user who may not, are told', async () => {
    const space = await world.namespace('rights');
    const nowhere = await evenkeel(space, ['--namespace', `${space.name}-nowhere`]);
    expect(nowhere).toMatchObject({ code: 3, text: expect.stringContaining(`kubectl --context`) });
    expect(nowhere.text).toContain(`create namespace ${space.name}-nowhere`);

    const kubeconfig = join(space.folder, 'nobody');
    const view = JSON.parse(await space.kubectl('config', 'view', '--minify', '--raw', '--output=json')) as {
      users: { user: object }[];
    };
    const users = view.users.map((each) => ({ ...each, user: { ...each.user, as: 'nobody' } }));
    writeFileSync(kubeconfig, JSON.stringify({ ...view, users }), { mode: 0o600 });
    const denied = await evenkeel(space, [], { KUBECONFIG: kubeconfig });
    expect(denied.code).toBe(3);
    expect(denied.text).toMatch(/does not let this user get secrets in the namespace .*-rights(-\d)?\.\n(→|->) Ask/);
  });
});

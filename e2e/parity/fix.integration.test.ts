import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportSchema } from '../../toolkit/src/parity/report/json-schema.ts';
import { requirement } from '../requirements.ts';
import { Workshop } from './mutations/workshop.ts';

const missing = (['helm', 'tilt'] as const)
  .map((name) => requirement(name))
  .flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
const why = missing.length === 0 ? '' : ` (not run: ${missing.join('; ')})`;
const cli = join(import.meta.dirname, '../../toolkit/src/cli.ts');

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

function run(command: string, words: string[], input?: string) {
  const { PATH, HOME } = process.env;
  return spawnSync(command, words, { cwd: workshop.folder, env: { PATH, HOME }, encoding: 'utf8', input });
}
const parity = (...options: string[]) => run(process.execPath, [cli, 'parity', ...options]);

function edit(file: string, from: string, to: string) {
  writeFileSync(join(workshop.folder, file), workshop.changed({ file, from, to }));
}

interface Seed {
  title: string;
  edits: [file: string, from: string, to: string][];
  /** The lines of each file that are changed. */
  changed: Record<string, string[]>;
}

const backend = 'helm/backend/values.yaml';
const deployment = 'helm/backend/templates/deployment.yaml';
const seeds: Seed[] = [
  {
    title: 'a variable that charts have lost, a port that nobody listens on, an image of any version',
    edits: [
      [backend, '  LOG_LEVEL: info\n', ''],
      [deployment, 'containerPort: 8000', 'containerPort: 8080'],
      ['helm/data/values.yaml', "tag: '17'", 'tag: latest'],
    ],
    changed: {
      [backend]: ['+  LOG_LEVEL: info'],
      [deployment]: [
        '-            - { name: http, containerPort: 8080 }',
        '+            - { name: http, containerPort: 8000 }',
      ],
      'helm/data/values.yaml': ['-    tag: latest', "+    tag: '17'"],
    },
  },
  {
    title: 'variables and a version that Compose has not',
    edits: [
      ['helm/frontend/values.yaml', 'config:\n', "config:\n  PAGE_SIZE: '20'\n  GREETING: good day\n"],
      ['compose.yaml', 'image: redis:8', 'image: redis:latest'],
    ],
    changed: {
      'compose.yaml': [
        '-    image: redis:latest',
        '+    image: redis:8',
        "+      PAGE_SIZE: '20'",
        '+      GREETING: good day',
      ],
    },
  },
];

/** Lines that differ, as diff writes them. */
const changedIn = (diff: string) => diff.split('\n').filter((line) => /^[+-](?![+-]{2} )/.test(line));

describe.skipIf(missing.length > 0)(`what is certain is fixed in a copy of this repository${why}`, () => {
  test.each(seeds)('$title', ({ edits, changed }) => {
    for (const [file, from, to] of edits) edit(file, from, to);
    const files = Object.keys(changed);
    const before = files.map((file) => workshop.read(file));
    const stamps = files.map((file) => statSync(join(workshop.folder, file)).mtimeMs);

    const shown = parity('--fix', '--quiet');
    expect(shown.stderr).toBe('');
    expect(shown.status).toBe(1);
    expect(files.map((file) => workshop.read(file))).toEqual(before);
    expect(files.map((file) => statSync(join(workshop.folder, file)).mtimeMs)).toEqual(stamps);
    expect(changedIn(shown.stdout).toSorted()).toEqual(Object.values(changed).flat().toSorted());

    const written = parity('--fix', '--write', '--json');
    const { fix, summary, exitCode } = reportSchema.parse(JSON.parse(written.stdout));
    expect(fix).toMatchObject({ written: true, left: [] });
    expect({ summary, exitCode, status: written.status }).toMatchObject({
      summary: { error: 0, warning: 0, unknown: 0, unused: 0 },
      exitCode: 0,
      status: 0,
    });

    // The diff that was shown is what was written.
    const after = files.map((file) => workshop.read(file));
    files.forEach((file, index) => writeFileSync(join(workshop.folder, file), before[index] ?? ''));
    const applied = run('git', ['apply', '--verbose'], shown.stdout);
    expect(applied.status, applied.stderr).toBe(0);
    expect(files.map((file) => workshop.read(file))).toEqual(after);
  });

  test('what only people can decide is left with one line each, and nothing is written', () => {
    edit('compose.yaml', 'image: redis:8', 'image: redis:7');
    edit('compose.yaml', '    user: redis\n', '    user: redis\n    environment: { REDIS_PASSWORD: kV83nx0qLw }\n');
    const before = readFileSync(join(workshop.folder, 'compose.yaml'), 'utf8');
    const { stdout, status } = parity('--fix', '--write', '--no-color');
    expect(status).toBe(1);
    expect(stdout).toContain('redis image.tag: both sides name a version');
    expect(stdout).toContain('redis env.REDIS_PASSWORD: it is a secret');
    expect(stdout).not.toContain('kV83nx0qLw');
    expect(workshop.read('compose.yaml')).toBe(before);
  });
});

describe('wrong use is refused', () => {
  test.each([
    ['--write without --fix', ['--write'], '--write writes what --fix finds.'],
    ['what runs', ['--fix', '--running', 'compose,cluster'], '--fix changes files, and --running looks at copies.'],
    ['a form that has no fixes', ['--fix', '--format', 'sarif'], '--fix is told as pretty or json, not as sarif.'],
  ])('%s', (_, options, message) => {
    const { status, stderr, stdout } = parity(...options);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

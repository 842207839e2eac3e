import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readProject } from '../../toolkit/src/native/read-config.ts';
import { requirement } from '../requirements.ts';

/** docs/make-it-yours.md is done step by step on a copy, and parity says after each step what the page says that it says. */

const root = resolve(import.meta.dirname, '../..');
const document = readFileSync(join(root, 'docs/make-it-yours.md'), 'utf8');
const { reason } = requirement('helm');
const why = reason === undefined ? '' : ` (not run: ${reason})`;

interface Step {
  kind: 'sh' | 'diff' | 'ts' | 'yaml' | 'parity';
  text: string;
}

/** What is to be done and to be seen, in the page's order: code blocks, and comments of what parity says then. */
const stepsOf = (text: string): Step[] =>
  [...text.matchAll(/^```(\w+)\n([^]*?)^```$|^<!-- parity: (.*) -->$/gm)].map(([, kind, block = '', said]): Step =>
    said === undefined ? { kind: kind as Step['kind'], text: block } : { kind: 'parity', text: said },
  );

const sections = document.split(/^## /m).slice(1);
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** What parity reads, and the sources that the page edits. */
function copyOf(steps: Step[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'evenkeel-yours-')));
  folders.push(folder);
  const compared =
    '.env.example compose.yaml compose.dev.yaml compose.run.yaml evenkeel.yaml helm Dockerfile.backend Dockerfile.frontend';
  const edited = steps.flatMap(({ kind, text }) => (kind === 'diff' ? [fileOf(text)] : []));
  for (const path of new Set([...compared.split(' '), ...edited])) {
    const isMade = steps.some(({ kind, text }) => kind !== 'diff' && text.startsWith(`# ${path}\n`));
    if (!isMade) cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  return folder;
}

const fileOf = (diff: string) => /^--- (\S+)$/m.exec(diff)?.[1] ?? '';

/** Puts an edit in: what it takes away and what tells the place must stand there once, word by word. */
function edit(folder: string, diff: string) {
  const file = join(folder, fileOf(diff));
  const lines = diff.trimEnd().split('\n').slice(1);
  const side = (sign: string) => lines.filter((line) => line[0] !== sign).map((line) => `${line.slice(1)}\n`);
  const [before, after] = [side('+').join(''), side('-').join('')];
  const parts = readFileSync(file, 'utf8').split(before);
  if (parts.length !== 2) throw new Error(`${fileOf(diff)} has this ${parts.length - 1} times:\n${before}`);
  writeFileSync(file, parts.join(after));
}

function run(folder: string, commands: string) {
  const { status, stderr } = spawnSync('bash', ['-ec', commands], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${commands}\n${stderr}`);
}

/** A new file names itself in its first line. */
function write(folder: string, text: string) {
  const [first = '', ...lines] = text.split('\n');
  const file = join(folder, first.replace(/^(?:#|\/\/) /, ''));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.join('\n'));
}

interface Report {
  findings: { severity: string; rule: string; service: string; key: string }[];
  unused: { key?: string }[];
  unknown: unknown[];
}

function parity(folder: string): Report {
  const { PATH, HOME } = process.env;
  const line = [join(root, 'toolkit/src/cli.ts'), 'parity', '--json', '--tiltfile', 'none'];
  const { stdout, stderr } = spawnSync(process.execPath, line, { cwd: folder, env: { PATH, HOME }, encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** What parity says that the page does not, and the other way round. */
function contradictions(folder: string, said: string, before: ReadonlySet<string>): string[] {
  const { findings, unused, unknown } = parity(folder);
  const told = [
    ...findings.map(({ severity, rule, service, key }) => [severity, rule, service, key].join(' ')),
    ...unused.map(({ key }) => `unused ${key}`),
    ...unknown.map((each) => JSON.stringify(each)),
  ];
  if (said !== 'nothing') return told.includes(said) ? [] : [`parity does not say: ${said}`];
  return told.filter((each) => !each.startsWith('info ') || before.has(each));
}

test('the page has the four changes, each with something that parity sees', () => {
  expect(sections).toHaveLength(4);
  for (const section of sections) {
    const seen = stepsOf(section).filter(({ kind }) => kind === 'parity');
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)?.text).toBe('nothing');
    expect(document).toContain(
      `](#${(section.split('\n')[0] ?? '')
        .toLowerCase()
        .replaceAll(/[^a-z ]/g, '')
        .replaceAll(' ', '-')})`,
    );
  }
});

describe.skipIf(reason !== undefined)(`the steps of the page do what it says${why}`, () => {
  test.each(sections.map((section) => [section.split('\n')[0] ?? '', section]))(
    '%s',
    { timeout: 240_000 },
    (_, section) => {
      const steps = stepsOf(section);
      const folder = copyOf(steps);
      const said = new Set<string>();
      const wrong: string[] = [];
      for (const { kind, text } of steps) {
        if (kind === 'diff') edit(folder, text);
        else if (kind === 'sh') run(folder, text);
        else if (kind !== 'parity') write(folder, text);
        else {
          wrong.push(...contradictions(folder, text, said));
          said.add(text);
        }
      }
      expect(wrong).toEqual([]);
      // What the native runtime starts is still understood, and has what the page has put in.
      const { services } = readProject(folder).native;
      expect(Object.keys(services).includes('digest')).toBe(section.includes('digest:'));
    },
  );
});

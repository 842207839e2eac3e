import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepReport } from './keep-report.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'keep-report-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

test('the newest report is kept whole, and nothing beside it', () => {
  mkdirSync(join(project, '.evenkeel'));
  keepReport(project, 'parity', '{"exitCode":1}\n');
  keepReport(project, 'parity', '{"exitCode":0}\n');
  expect(readdirSync(join(project, '.evenkeel'))).toEqual(['parity.json']);
  expect(readFileSync(join(project, '.evenkeel/parity.json'), 'utf8')).toBe('{"exitCode":0}\n');
});

test('a project that has no such folder gets none', () => {
  keepReport(project, 'verify', '{}');
  expect(readdirSync(project)).toEqual([]);
});

test('a link is not followed out of the project', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'keep-report-elsewhere-'));
  symlinkSync(elsewhere, join(project, '.evenkeel'));
  keepReport(project, 'verify', '{}');
  expect(readdirSync(elsewhere)).toEqual([]);
  rmSync(elsewhere, { recursive: true });
});

test('a folder in the way of the file is left as it is', () => {
  mkdirSync(join(project, '.evenkeel/verify.json'), { recursive: true });
  keepReport(project, 'verify', '{}');
  expect(readdirSync(join(project, '.evenkeel'))).toEqual(['verify.json']);
});

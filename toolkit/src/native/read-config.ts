import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { nearest } from '../nearest.ts';
import type { ClusterConfig, ComposeConfig, NativeConfig } from './config.ts';
import { evenkeelFile } from './config.ts';
import type { ConfigFinding } from './config-rules.ts';
import { clusterRule, rules } from './config-rules.ts';

const FILE = 'evenkeel.yaml';

export interface Project {
  /** The folder of evenkeel.yaml, without symbolic links. */
  root: string;
  native: NativeConfig;
  compose: ComposeConfig;
  cluster: ClusterConfig;
}

/**
 * Finds and reads the evenkeel.yaml of the folder or of the nearest one above it.
 * @throws KnownProblem that names every mistake with file:line
 */
export function readProject(from: string): Project {
  const root = findRoot(from);
  const file = join(root, FILE);
  const shown = relative(from, file) || FILE;
  return { root, ...parseFile(readFileSync(file, 'utf8'), shown) };
}

function findRoot(from: string): string {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, FILE))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new KnownProblem(
    `There is no ${FILE} in ${from} or in any folder above it.`,
    'Run the command in your project, or write the file: the README of the package evenkeel shows one.',
    EXIT.wrongUse,
  );
}

/** The section `native` of a text. */
export function parseConfig(text: string, shown: string): NativeConfig {
  return parseFile(text, shown).native;
}

/**
 * @param shown the file's name as messages give it
 * @throws KnownProblem that names every mistake with file:line
 */
function parseFile(text: string, shown: string): Omit<Project, 'root'> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const broken = document.errors.map(
    (error) => `${shown}:${error.linePos?.[0].line ?? 1}: ${firstLine(error.message)}`,
  );
  if (broken.length > 0) throw mistakes(shown, broken);

  const parsed = evenkeelFile.safeParse(document.toJS());
  const findings = parsed.success
    ? [
        ...rules
          .flatMap((rule) => rule(parsed.data.native))
          .map(({ path, message }) => ({ path: ['native', ...path], message })),
        ...clusterRule(parsed.data),
      ]
    : parsed.error.issues.flatMap(explain);
  const places = findings.map(({ path, message }) => {
    const line = lines.linePos(offsetOf(document, path)).line;
    return { line, text: `${shown}:${line}: ${path.join('.')} ${message}` };
  });
  if (!parsed.success || places.length > 0) {
    throw mistakes(
      shown,
      places.toSorted((a, b) => a.line - b.line).map((place) => place.text),
    );
  }
  return parsed.data;
}

function mistakes(shown: string, list: string[]): KnownProblem {
  const text = list.map((line) => `  ${line}`).join('\n');
  return new KnownProblem(`${shown} is not right:\n${text}`, 'Correct these lines and start again.', EXIT.wrongUse);
}

/** One finding a line: zod names all unknown keys of a place in one issue. */
function explain(issue: z.core.$ZodIssue): ConfigFinding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `is not a word of this section${didYouMean(key, path)}`,
    }));
  }
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
}

/** The words that are allowed at a place of the file, found in the schema itself. */
function didYouMean(wrong: string, path: (string | number)[]): string {
  const near = nearest(wrong, wordsAt(evenkeelFile, path));
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function wordsAt(schema: unknown, path: (string | number)[]): string[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return wordsAt(schema.unwrap(), path);
  const [head, ...rest] = path;
  if (schema instanceof z.ZodRecord) return head === undefined ? [] : wordsAt(schema.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  return head === undefined ? Object.keys(schema.shape) : wordsAt(schema.shape[head], rest);
}

/** Where a path stands in the text: its key if it is there, else the nearest place above it. */
function offsetOf(document: Document, path: (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  return 0;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}

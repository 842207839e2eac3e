import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';
import { EXIT } from './exit-codes.ts';
import { KnownProblem } from './known-problem.ts';
import { nearest } from './nearest.ts';

/** Something in a file that is not right, where it stands, and what is wrong with it. */
export interface FileFinding {
  path: (string | number)[];
  message: string;
}

/**
 * Reads a YAML file of ours.
 * @param shown the file's name as messages give it
 * @param check what a schema cannot say
 * @throws KnownProblem that names every mistake with file:line
 */
export function parseYamlFile<Schema extends z.ZodObject>(
  schema: Schema,
  text: string,
  shown: string,
  check: (data: z.output<Schema>) => FileFinding[] = () => [],
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const broken = document.errors.map(
    (error) => `${shown}:${error.linePos?.[0].line ?? 1}: ${firstLine(error.message)}`,
  );
  if (broken.length > 0) throw mistakes(shown, broken);

  const parsed = schema.safeParse(document.toJS());
  const findings = parsed.success ? check(parsed.data) : parsed.error.issues.flatMap((issue) => explain(issue, schema));
  const places = findings.map(({ path, message }) => {
    const line = lines.linePos(offsetOf(document, path)).line;
    return { line, text: `${shown}:${line}: ${path.join('.')} ${message}` };
  });
  if (parsed.success && places.length === 0) return parsed.data;
  throw mistakes(
    shown,
    places.toSorted((a, b) => a.line - b.line).map((place) => place.text),
  );
}

function mistakes(shown: string, list: string[]): KnownProblem {
  const text = list.map((line) => `  ${line}`).join('\n');
  return new KnownProblem(`${shown} is not right:\n${text}`, 'Correct these lines and start again.', EXIT.wrongUse);
}

/** One finding a line: zod names all unknown keys of a place in one issue. */
function explain(issue: z.core.$ZodIssue, schema: z.ZodObject): FileFinding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `is not a word of this section${didYouMean(key, path, schema)}`,
    }));
  }
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
}

/** The words that are allowed at a place of the file, found in the schema itself. */
function didYouMean(wrong: string, path: (string | number)[], schema: z.ZodObject): string {
  const near = nearest(wrong, wordsAt(schema, path));
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

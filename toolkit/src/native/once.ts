import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeWhole } from '../system/files.ts';
import type { Database } from './database.ts';
import type { Step } from './plan.ts';

// In PostgreSQL's own folder, so that the note goes wherever the data go: copied, moved or deleted with them.
const notePath = ({ folder }: Pick<Database, 'folder'>) => join(folder, 'evenkeel-steps.json');

const noteFile = z.record(z.string(), z.string());

/** Tells whether a step's work is there already. */
export function isDone(step: Step, database: Database | undefined): boolean {
  if (step.onceKey !== undefined)
    return database !== undefined && readNote(database)[step.name] === noteFor(step, database);
  return step.generates.length > 0 && isNewer(step.generates.map(modified), step.sources.map(modified));
}

export function writeDown(step: Step, database: Database | undefined): void {
  if (step.onceKey === undefined || !database) return;
  writeWhole(notePath(database), JSON.stringify({ ...readNote(database), [step.name]: noteFor(step, database) }));
}

/** Tells whether everything generated is there and younger than every source; a missing source is no reason to generate. */
export function isNewer(generated: (number | undefined)[], sources: (number | undefined)[]): boolean {
  const oldest = Math.min(...generated.map((time) => time ?? -Infinity));
  return sources.every((time) => time === undefined || time < oldest) && oldest > -Infinity;
}

function noteFor(step: Step, { id }: Database): string {
  return `${id} ${step.onceKey}`;
}

function readNote(database: Database): Record<string, string> {
  const text = readIfThere(notePath(database));
  return text === undefined ? {} : noteFile.parse(JSON.parse(text));
}

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

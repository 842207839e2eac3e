import { chmodSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Draft } from '../../system/files.ts';
import { draftFile, errorCode } from '../../system/files.ts';

/**
 * Writes all files or none: each is made beside its place with the mode that it has, and then put there in one step.
 * @throws KnownProblem where one is another than it was read, or cannot be written
 */
export function writeAll(texts: ReadonlyMap<string, { before: string; after: string }>): void {
  const drafts: { file: string; draft: Draft; before: string }[] = [];
  try {
    for (const [file, { before, after }] of texts) {
      mustBeAsRead(file, before);
      drafts.push({ file, before, draft: draftOf(file, after) });
    }
  } catch (error) {
    for (const { draft } of drafts) draft.discard();
    throw error;
  }
  const done: typeof drafts = [];
  try {
    for (const each of drafts) {
      each.draft.keep();
      done.push(each);
    }
  } catch (error) {
    for (const { file, before } of done) draftOf(file, before).keep();
    for (const { draft } of drafts) draft.discard();
    throw cannotWrite(drafts[done.length]?.file ?? '', error);
  }
}

function mustBeAsRead(file: string, before: string): void {
  if (readFileSync(file, 'utf8') === before) return;
  throw new KnownProblem(
    `${file} has changed while it was compared. Nothing was written.`,
    'Save what is open in an editor, and start again.',
    EXIT.couldNotRun,
  );
}

/** A link stays a link: what it leads to is written. */
function draftOf(file: string, text: string): Draft {
  try {
    const path = realpathSync(file);
    const { mode } = statSync(path);
    // Another file could be put in its place all the same.
    if ((mode & 0o222) === 0) throw Object.assign(new Error('it is read-only'), { code: 'EACCES' });
    const draft = draftFile(path, text);
    chmodSync(draft.path, mode);
    return draft;
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): KnownProblem {
  const isRefused = ['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '');
  const why = isRefused ? 'it, or its folder, may not be written' : (error as Error).message;
  return new KnownProblem(
    `${file} could not be written: ${why}. Nothing was changed.`,
    'Give yourself leave to write it, or take the change from the diff that --fix shows.',
    EXIT.couldNotRun,
  );
}

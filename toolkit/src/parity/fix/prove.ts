import type { Named } from '../comparisons.ts';
import { judge } from '../judge.ts';
import type { Report, Told } from '../report/report.ts';
import type { Acceptance } from '../settings.ts';
import type { Context, Fix, Left } from './fix.ts';
import { NotCertain } from './fix.ts';
import { withoutMirror, withTexts } from './mirror.ts';
import { applyFixes } from './plan.ts';

/** Judges the repository as it would be with some texts. */
export type Try = (texts: ReadonlyMap<string, string>) => Promise<Report>;

export function tryIn(comparisons: readonly Named[], acceptances: readonly Acceptance[]): Try {
  return (texts) => withTexts(comparisons, texts, (mirrored) => judge(mirrored, acceptances, undefined));
}

/**
 * Keeps the fixes that do what they are for: with them the finding is gone, and no other one has come. All are tried at once; where
 * that does not come out, halves of them are.
 */
export async function prove(
  fixes: readonly Fix[],
  read: Context['read'],
  attempt: Try,
): Promise<{ proven: Fix[]; left: Left[]; isGone: (finding: Told) => boolean }> {
  if (fixes.length === 0) return { proven: [], left: [], isGone: () => false };
  const before = await attempt(new Map());
  let last = before;
  const found = await proveAll(fixes, async (some) => {
    const texts = textsAfter(some, read);
    if (typeof texts === 'string') return texts;
    const after = await attempt(texts);
    const why = complaint(some, before, after);
    if (why === undefined) last = after;
    return why;
  });
  const [was, is] = [before, last].map(({ findings }) => new Set(findings.flatMap(keysOf)));
  const isGone = (finding: Told) => keysOf(finding).every((key) => was?.has(key) === true && is?.has(key) === false);
  return { ...found, isGone };
}

/** @returns what does not come out with these fixes; undefined where all is well */
type Complain = (fixes: readonly Fix[]) => Promise<string | undefined>;

async function proveAll(fixes: readonly Fix[], complain: Complain): Promise<{ proven: Fix[]; left: Left[] }> {
  const why = await complain(fixes);
  if (why === undefined) return { proven: [...fixes], left: [] };
  const [first] = fixes;
  if (fixes.length === 1 && first) return { proven: [], left: [{ finding: first.finding, why }] };
  const middle = Math.ceil(fixes.length / 2);
  const one = await proveAll(fixes.slice(0, middle), complain);
  const other = await proveAll(fixes.slice(middle), complain);
  const left = [...one.left, ...other.left];
  const both = [...one.proven, ...other.proven];
  const isBoth = both.length < fixes.length && one.proven.length > 0 && other.proven.length > 0;
  if (one.proven.length === 0 || other.proven.length === 0 || (isBoth && (await complain(both)) === undefined)) {
    return { proven: both, left };
  }
  const apart = 'it does not go together with the other fixes: try again when they are written';
  return { proven: one.proven, left: [...left, ...other.proven.map(({ finding }) => ({ finding, why: apart }))] };
}

function textsAfter(fixes: readonly Fix[], read: Context['read']): Map<string, string> | string {
  try {
    return new Map([...applyFixes(fixes, read)].map(([file, { after }]) => [file, after]));
  } catch (error) {
    if (error instanceof NotCertain) return error.message;
    throw error;
  }
}

/** What is wrong afterwards: a finding that stays, one that comes, something that cannot be read any more. */
export function complaint(fixes: readonly Fix[], before: Report, after: Report): string | undefined {
  const unread = new Set(before.unknown.map(({ message }) => withoutMirror(message)));
  const broken = after.unknown.map(({ message }) => withoutMirror(message)).find((message) => !unread.has(message));
  if (broken !== undefined) return `then something could not be read: ${broken}`;
  const known = new Set(before.findings.flatMap(keysOf));
  const now = new Set(after.findings.flatMap(keysOf));
  const stays = fixes.find(({ finding }) => keysOf(finding).some((key) => now.has(key)));
  if (stays) return 'a change of what the files say here does not reach the container';
  const comes = after.findings.find(
    (finding) => finding.severity !== 'info' && keysOf(finding).some((key) => !known.has(key)),
  );
  return comes && `then there would be another difference: ${comes.service}: ${withoutMirror(comes.message)}`;
}

/** What a finding is about, in each comparison; places and words may change with the files. */
function keysOf({ rule, service, key, severity, ...finding }: Told): string[] {
  return finding.in.map((name) => JSON.stringify([name, rule, service, key, severity === 'info']));
}

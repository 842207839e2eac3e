const CONTEXT = 3;

interface Row {
  sign: ' ' | '-' | '+';
  text: string;
}

/** The difference of two texts as `diff -u` writes it, and as `git apply` and `patch -p1` read it; empty for none. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const rows = rowsOf(linesOf(before), linesOf(after));
  const hunks = hunksOf(rows);
  if (hunks.length === 0) return '';
  const name = file.replaceAll('\\', '/').replace(/^\.?\//, '');
  return `--- a/${name}\n+++ b/${name}\n${hunks.join('')}`;
}

/** Each with its end, where it has one. */
const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The shortest way from one list of lines to the other. */
function rowsOf(before: readonly string[], after: readonly string[]): Row[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [end, newEnd] = [before.length, after.length];
  while (end > start && newEnd > start && before[end - 1] === after[newEnd - 1]) [end, newEnd] = [end - 1, newEnd - 1];
  const same = (lines: readonly string[]): Row[] => lines.map((text) => ({ sign: ' ', text }));
  return [
    ...same(before.slice(0, start)),
    ...middle(before.slice(start, end), after.slice(start, newEnd)),
    ...same(before.slice(end)),
  ];
}

/** Of few changes in many lines: from each line it goes on where both are equal again the soonest. */
function middle(before: readonly string[], after: readonly string[]): Row[] {
  const rows: Row[] = [];
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    if (one < before.length && before[one] === after[other]) {
      rows.push({ sign: ' ', text: before[one] ?? '' });
      [one, other] = [one + 1, other + 1];
      continue;
    }
    const [taken, given] = nextEqual(before, after, one, other);
    rows.push(...before.slice(one, one + taken).map((text) => ({ sign: '-' as const, text })));
    rows.push(...after.slice(other, other + given).map((text) => ({ sign: '+' as const, text })));
    [one, other] = [one + taken, other + given];
  }
  return rows;
}

function nextEqual(before: readonly string[], after: readonly string[], one: number, other: number): [number, number] {
  const most = before.length - one + (after.length - other);
  for (let far = 1; far <= most; far++) {
    for (let taken = 0; taken <= far; taken++) {
      const given = far - taken;
      if (one + taken >= before.length || other + given >= after.length) continue;
      if (before[one + taken] === after[other + given]) return [taken, given];
    }
  }
  return [before.length - one, after.length - other];
}

function hunksOf(rows: readonly Row[]): string[] {
  const changed = rows.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]));
  const ranges: { from: number; to: number }[] = [];
  for (const index of changed) {
    const last = ranges.at(-1);
    if (last && index - CONTEXT <= last.to) last.to = Math.min(rows.length, index + CONTEXT + 1);
    else ranges.push({ from: Math.max(0, index - CONTEXT), to: Math.min(rows.length, index + CONTEXT + 1) });
  }
  return ranges.map(({ from, to }) => {
    const count = (list: readonly Row[], without: Row['sign']) => list.filter(({ sign }) => sign !== without).length;
    const hunk = rows.slice(from, to);
    const head = (without: Row['sign']) => {
      const length = count(hunk, without);
      const above = count(rows.slice(0, from), without);
      return `${length === 0 ? above : above + 1},${length}`;
    };
    const body = hunk.map(({ sign, text }) =>
      text.endsWith('\n') ? sign + text : `${sign}${text}\n\\ No newline at end of file\n`,
    );
    return `@@ -${head('+')} +${head('-')} @@\n${body.join('')}`;
  });
}

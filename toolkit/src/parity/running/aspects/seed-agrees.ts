import { digest, sorted } from '../digest.ts';
import type { SeedRows } from '../snapshot.ts';
import type { Aspect, Found, Names } from './aspect.ts';
import { MOST } from './aspect.ts';

type Row = SeedRows[string][number];

/** The rows that the seed writes; those of people are their own. */
export const seedAgrees: Aspect<SeedRows> = {
  id: 'seed-agrees',
  title: 'The seed has written the same rows everywhere.',
  category: 'data',
  why: 'Whoever tries the app in another runtime finds other things to try it with, and tests that build on them fail there alone.',
  subject: 'the rows of the seed',
  of: ({ seed }) => seed,
  differences(one, other, names) {
    const tables = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return tables.flatMap((table) => ofTable(table, one[table] ?? [], other[table] ?? [], names));
  },
  proof(rows) {
    const count = Object.values(rows).reduce((sum, { length }) => sum + length, 0);
    return `seed: ${count} rows alike in ${Object.keys(rows).length} tables, digest ${digest(rows)}`;
  },
};

function ofTable(table: string, one: readonly Row[], other: readonly Row[], names: Names): Found[] {
  const [here, there] = [byName(one), byName(other)];
  const found = [...new Set([...here.keys(), ...there.keys()])].toSorted().flatMap((name): Found[] => {
    const [mine, theirs] = [here.get(name), there.get(name)];
    const words = wordsFor(mine, theirs, names);
    if (words === undefined) return [];
    return [
      {
        service: 'database',
        key: `row:${table}/${name}`,
        severity: 'warning',
        message: `The row ${name} of ${table} ${words}.`,
        fix: 'Run the seed again, or put back what was changed by hand.',
        one: mine && JSON.stringify(mine),
        other: theirs && JSON.stringify(theirs),
      },
    ];
  });
  const rest = found.length - MOST;
  if (rest <= 1) return found;
  return [
    ...found.slice(0, MOST),
    {
      service: 'database',
      key: `row:${table}`,
      severity: 'warning',
      message: `${rest} more rows of ${table} differ: the seed has written ${one.length} in ${names.one} and ${other.length} in ${names.other}.`,
      fix: 'Run the seed again, or put back what was changed by hand.',
    },
  ];
}

function wordsFor(mine: Row | undefined, theirs: Row | undefined, { one, other }: Names): string | undefined {
  if (!mine || !theirs) return `is in ${mine ? one : other} and not in ${mine ? other : one}`;
  // A column that only one database has is told as that.
  const columns = Object.keys(mine).filter((column) => column in theirs && text(mine[column]) !== text(theirs[column]));
  if (columns.length === 0) return undefined;
  const shown = columns
    .slice(0, 2)
    .map((column) => `${column} is ${short(mine[column])} in ${one} and ${short(theirs[column])} in ${other}`);
  return `differs: ${shown.join('; ')}${columns.length > 2 ? `; and ${columns.length - 2} more columns` : ''}`;
}

/** A row is the same one by its id; without one, by all that it says. */
function byName(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [nameOf(row), row]));
}

function nameOf(row: Row): string {
  const { id, ...others } = row;
  if (typeof id === 'string' || typeof id === 'number') return String(id);
  // The column that tells rows apart is called after what it is of: stream_id.
  const [own] = Object.entries(others).filter(([column]) => column.endsWith('_id'));
  return own && typeof own[1] === 'string' ? own[1] : digest(row);
}

const text = (value: unknown) => JSON.stringify(sorted(value));
const short = (value: unknown) => (text(value).length > 60 ? `${text(value).slice(0, 57)}…` : text(value));

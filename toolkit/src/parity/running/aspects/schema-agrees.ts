import type { SchemaLine } from '../../../postgres/schema-query.ts';
import { digest } from '../digest.ts';
import type { Aspect, Found } from './aspect.ts';

/** Tables, columns, indexes, constraints and what else there is, and which migrations have made them. */
export const schemaAgrees: Aspect<SchemaLine[]> = {
  id: 'schema-agrees',
  title: 'The databases have the same tables, columns, indexes and constraints, by the same migrations.',
  category: 'data',
  why: 'A program that finds another schema than the one that it was tried with fails at the query that needs it, often after the rest has worked.',
  subject: 'the schema of the database',
  of: ({ schema }) => schema,
  differences(one, other, names) {
    const [here, there] = [byName(one), byName(other)];
    return [...new Set([...here.keys(), ...there.keys()])].toSorted().flatMap((key): Found[] => {
      const [mine, theirs] = [here.get(key), there.get(key)];
      if (mine?.what === theirs?.what) return [];
      const { kind, name } = mine ?? theirs ?? { kind: '', name: '' };
      const isMigration = kind === 'migration';
      const message =
        mine && theirs
          ? isMigration
            ? `The migration ${name} is not the same in ${names.one} and in ${names.other}: its file was changed after it was applied, or it has not ended.`
            : `The ${kind} ${name} is "${mine.what}" in ${names.one} and "${theirs.what}" in ${names.other}.`
          : `The ${kind} ${name} is in the database of ${mine ? names.one : names.other}, and not in that of ${mine ? names.other : names.one}.`;
      return [
        {
          service: 'database',
          key: `${kind}:${name}`,
          severity: 'error',
          message,
          fix: isMigration
            ? 'Run the same migrations on both; what was applied is never edited.'
            : 'Make it by a migration, and run that on both.',
          one: mine?.what,
          other: theirs?.what,
        },
      ];
    });
  },
  proof: (lines) =>
    `schema: ${lines.length} things alike, ${lines.filter(({ kind }) => kind === 'migration').length} of them migrations, fingerprint ${digest(lines)}`,
};

const byName = (lines: readonly SchemaLine[]) => new Map(lines.map((line) => [`${line.kind} ${line.name}`, line]));

import { createHash } from 'node:crypto';
import { MIGRATIONS_QUERY, SCHEMA_QUERY } from '../postgres/schema-query.ts';

/** What a database is made of, a line for each thing: `column tasks.title …`. */
export type Fingerprint = string[];

/** Written by programs that run, not by the seed. */
const OWN_TABLES = ['users', 'accounts', 'tasks', 'conversations', 'messages', 'votes'];

/** Times and passwords differ from machine to machine, and stand for nothing. */
const ROWS = OWN_TABLES.map(
  (table) =>
    String.raw`SELECT 'row of ${table} ' || regexp_replace((to_jsonb(t) - 'password')::text, '\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)', 'TIME', 'g') FROM ${table} t`,
);

/** A query that gives the fingerprint as one line of JSON. */
export function fingerprintQuery({ withRows }: { withRows: boolean }): string {
  const schema = `SELECT concat_ws(' ', kind, name, what) FROM (${SCHEMA_QUERY} UNION ALL ${MIGRATIONS_QUERY}) AS schema_lines`;
  const lines = [schema, ...(withRows ? ROWS : [])].map((query) => `(${query})`).join(' UNION ALL ');
  return `SET TIME ZONE 'UTC'; SELECT json_agg(line ORDER BY line COLLATE "C") FROM (${lines}) AS all_lines(line)`;
}

/** What one of two databases has and the other has not. */
export function difference(one: Fingerprint, other: Fingerprint): { missing: string[]; surplus: string[] } {
  const without = (from: Fingerprint, others: Fingerprint) => from.filter((line) => !others.includes(line));
  return { missing: without(other, one), surplus: without(one, other) };
}

export function shortHash(fingerprint: Fingerprint): string {
  return createHash('sha256').update(fingerprint.join('\n')).digest('hex').slice(0, 12);
}

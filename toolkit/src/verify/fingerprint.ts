import { createHash } from 'node:crypto';

/** What a database is made of, a line for each thing: `column tasks.title …`. */
export type Fingerprint = string[];

/** Written by programs that run, not by the seed. */
const OWN_TABLES = ['users', 'accounts', 'tasks', 'conversations', 'messages', 'votes'];

const public_ = (column: string) => `${column} = 'public'`;

/** Lines about the schema; times and passwords differ from machine to machine, and stand for nothing. */
const SCHEMA = [
  `SELECT concat_ws(' ', 'column', table_name || '.' || column_name, udt_name, is_nullable, column_default, character_maximum_length, datetime_precision)
   FROM information_schema.columns WHERE ${public_('table_schema')} AND table_name <> '_prisma_migrations'`,
  `SELECT 'index ' || indexdef FROM pg_indexes WHERE ${public_('schemaname')} AND tablename <> '_prisma_migrations'`,
  `SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
   WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid::regclass::text <> '_prisma_migrations'`,
  `SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'`,
  `SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
  `SELECT concat_ws(' ', 'enum', enumtypid::regtype, enumsortorder, enumlabel) FROM pg_enum`,
  `SELECT concat_ws(' ', 'migration', migration_name, checksum, finished_at IS NOT NULL) FROM _prisma_migrations`,
];
const ROWS = OWN_TABLES.map(
  (table) =>
    String.raw`SELECT 'row of ${table} ' || regexp_replace((to_jsonb(t) - 'password')::text, '\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)', 'TIME', 'g') FROM ${table} t`,
);

/** A query that gives the fingerprint as one line of JSON. */
export function fingerprintQuery({ withRows }: { withRows: boolean }): string {
  const lines = [...SCHEMA, ...(withRows ? ROWS : [])].map((query) => `(${query})`).join(' UNION ALL ');
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

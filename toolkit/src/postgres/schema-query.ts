/** A thing that a database is made of. */
export interface SchemaLine {
  /** column, index, constraint, function, trigger, enum */
  kind: string;
  /** tasks.title */
  name: string;
  what: string;
}

/** Prisma's own list, which has times in it. */
const MIGRATIONS = '_prisma_migrations';

/** Gives kind, name and what of all that the schema `public` is made of, whatever has made it. */
export const SCHEMA_QUERY = [
  `SELECT 'column' AS kind, table_name || '.' || column_name AS name,
     concat_ws(' ', udt_name, is_nullable, column_default, character_maximum_length, datetime_precision) AS what
   FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '${MIGRATIONS}'`,
  `SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '${MIGRATIONS}'`,
  `SELECT 'constraint', concat_ws('.', conrelid::regclass, conname), pg_get_constraintdef(oid) FROM pg_constraint
   WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid::regclass::text <> '${MIGRATIONS}'`,
  `SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
   WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'`,
  `SELECT 'trigger', concat_ws('.', tgrelid::regclass, tgname), pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
  `SELECT 'enum', concat_ws('.', enumtypid::regtype, enumlabel), enumsortorder::text FROM pg_enum`,
].join(' UNION ALL ');

/** Whether the database has a list of applied migrations: to ask one for it that has none is an error. */
export const HAS_MIGRATIONS_QUERY = `SELECT to_regclass('public.${MIGRATIONS}') IS NOT NULL`;

/** The same of each migration that was applied: its name, and what its file was then. */
export const MIGRATIONS_QUERY = `SELECT 'migration' AS kind, migration_name AS name,
  concat_ws(' ', checksum, CASE WHEN finished_at IS NULL THEN 'not finished' ELSE 'applied' END) AS what
  FROM ${MIGRATIONS} WHERE rolled_back_at IS NULL`;

/** Which user and database there are says the environment of the container. */
const PSQL =
  'exec psql --no-psqlrc --tuples-only --no-align --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" --command "$0"';

/** What a session is told that may change nothing, and does not wait for ever. */
export const READ_ONLY = '-c default_transaction_read_only=on -c statement_timeout=10000 -c timezone=UTC';

/** The words that ask the database of a container by its own psql; a row is a line. */
export const psqlWords = (query: string): string[] => ['sh', '-c', PSQL, query];

/** The same in a session that may only read. */
export const readingPsqlWords = (query: string): string[] => [
  'sh',
  '-c',
  `export PGOPTIONS='${READ_ONLY}'; ${PSQL}`,
  query,
];

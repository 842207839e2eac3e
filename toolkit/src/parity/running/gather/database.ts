import { thisMachine } from '../../../doctor/machine.ts';
import type { Environment } from '../../../environment.ts';
import { KnownProblem } from '../../../known-problem.ts';
import type { Project } from '../../../native/read-config.ts';
import { READ_ONLY, readingPsqlWords } from '../../../postgres/psql.ts';
import { HAS_MIGRATIONS_QUERY, MIGRATIONS_QUERY, SCHEMA_QUERY } from '../../../postgres/schema-query.ts';
import type { SchemaLine } from '../../../postgres/schema-query.ts';
import { withClient } from '../../../postgres/with-client.ts';
import type { Connection } from '../../../runtime/cluster-connection.ts';
import { explainComplaint } from '../../../runtime/compose-complaint.ts';
import { dockerCompose } from '../../../runtime/docker-compose.ts';
import type { Answer } from '../../../system/ask.ts';
import { withoutSecrets } from '../../secret-values.ts';
import type { RunningSettings } from '../../settings.ts';
import type { Seen, SeedRows, Snapshot } from '../snapshot.ts';
import { leftOut, seen, unseen } from '../snapshot.ts';

/** Asks one question, in a session that may only read, and gives the text of the one value that it is answered with. */
export type AskDatabase = (query: string) => Promise<string>;

const LIMITS = { limitMs: 15_000, limitCharacters: 20_000_000 };

export const databaseOfCompose =
  (project: Project, environment: Environment): AskDatabase =>
  async (query) => {
    const { postgres } = project.compose;
    const words = ['exec', '-T', postgres, ...readingPsqlWords(query)];
    const answer = await dockerCompose(project, environment, words, LIMITS);
    return textOf(answer, `the service ${postgres}`, () => explainComplaint(answer, thisMachine(), LIMITS.limitMs));
  };

export const databaseOfCluster =
  ({ cluster }: Project, { ask, explain }: Connection): AskDatabase =>
  async (query) => {
    const { service } = cluster.postgres;
    const words = ['exec', '--quiet', `service/${service}`, '--', ...readingPsqlWords(query)];
    const answer = await ask(words, LIMITS);
    return textOf(answer, `the Service ${service}`, () => explain(answer, `its database in ${service}`));
  };

export const databaseAt =
  (url: string): AskDatabase =>
  async (query) => {
    const config = { connectionString: url, options: READ_ONLY, connectionTimeoutMillis: 5000 };
    return withClient(config, async (client) => {
      const { rows } = await client.query({ text: query, rowMode: 'array' });
      const [value] = (rows[0] ?? []) as unknown[];
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
  };

/** Where psql has spoken, its words tell more than that the program around it has failed. */
function textOf(answer: Answer, where: string, explain: () => { problem: KnownProblem }): string {
  if (answer.kind === 'ended' && answer.code === 0) return answer.out.trim();
  const said = answer.kind === 'ended' ? /^(?:psql: )?(?:error|ERROR|FATAL):.*$/m.exec(answer.err)?.[0] : undefined;
  if (said !== undefined) throw new KnownProblem(`psql in ${where} says "${withoutSecrets(said)}"`, '');
  throw explain().problem;
}

/** What a copy's database is made of, and what the seed has written into it. */
export async function databaseOf(
  ask: AskDatabase,
  { seed }: RunningSettings,
  isTrusted: boolean,
): Promise<Pick<Snapshot, 'schema' | 'seed'>> {
  return {
    schema: await attempt(() => schemaOf(ask)),
    seed: !isTrusted
      ? leftOut('left out: its conditions are SQL of evenkeel.yaml, which is not trusted')
      : Object.keys(seed).length === 0
        ? leftOut('left out: evenkeel.yaml does not say which rows those are (parity.running.seed)')
        : await attempt(async () => JSON.parse(await ask(seedQuery(seed))) as SeedRows),
  };
}

async function schemaOf(ask: AskDatabase): Promise<SchemaLine[]> {
  const hasMigrations = (await ask(HAS_MIGRATIONS_QUERY)).startsWith('t');
  const query = hasMigrations ? `${SCHEMA_QUERY} UNION ALL ${MIGRATIONS_QUERY}` : SCHEMA_QUERY;
  const text = await ask(`SELECT coalesce(jsonb_agg(line ORDER BY kind, name), '[]') FROM (${query}) AS line`);
  return JSON.parse(text) as SchemaLine[];
}

const SECRET_COLUMN = 'pass(word|wd|phrase)?(_|$)|secret|token|api_?key|private|credential';
const TIME = String.raw`\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)`;

/** Columns that hold secrets do not leave the database, and times are another each time. */
export function seedQuery(seed: RunningSettings['seed']): string {
  const tables = Object.entries(seed).map(([table, condition]) => {
    const secrets = `(SELECT coalesce(array_agg(column_name::text), '{}') FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = ${literal(table)} AND column_name ~* ${literal(SECRET_COLUMN)})`;
    const row = `regexp_replace((to_jsonb(t) - ${secrets})::text, ${literal(TIME)}, 'TIME', 'g')::jsonb`;
    const rows = `SELECT ${row} AS line FROM public.${identifier(table)} t WHERE ${condition}`;
    return `${literal(table)}, (SELECT coalesce(jsonb_agg(line ORDER BY line), '[]') FROM (${rows}) AS own)`;
  });
  return `SELECT jsonb_build_object(${tables.join(', ')})`;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const identifier = (text: string) => `"${text.replaceAll('"', '""')}"`;

async function attempt<T>(look: () => Promise<T>): Promise<Seen<T>> {
  try {
    return seen(await look());
  } catch (error) {
    if (error instanceof KnownProblem) return unseen(`${error.message} ${error.next}`.trim());
    return unseen(withoutSecrets(error instanceof Error ? error.message : String(error)));
  }
}

import type { ComposeProject } from './project.ts';
import { linesOf } from './project.ts';

/** Asks the database of the copy by its own psql; a row is a line. */
export async function sql(project: ComposeProject, query: string): Promise<string[]> {
  const postgres = (await project.containers()).find(({ service }) => service === 'postgres');
  const { POSTGRES_USER: user = 'postgres', POSTGRES_DB: database = user } = postgres?.environment ?? {};
  const psql = ['psql', '--no-psqlrc', '--tuples-only', '--no-align', '--username', user, '--dbname', database];
  return linesOf(await project.exec('postgres', [...psql, '--command', query]));
}

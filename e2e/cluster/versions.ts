import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository } from '../harness/copy.ts';
import type { Image } from './images.ts';
import type { World } from './world.ts';

/**
 * Two later versions of the backend: one that adds a column to the tasks and shows it, and one that does without it and
 * removes it.
 */
export async function versions({ run, images }: Pick<World, 'run' | 'images'>): Promise<[Image, Image]> {
  const folder = await copyRepository(join(run.folder, 'versions'));
  const path = (file: string) => join(folder, file);
  function edit(file: string, from: string, to: string): () => void {
    const text = readFileSync(path(file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} has no "${from}".`);
    writeFileSync(path(file), text.replace(from, to));
    return () => writeFileSync(path(file), text);
  }
  function migration(name: string, sql: string) {
    mkdirSync(path(`prisma/migrations/${name}`));
    writeFileSync(path(`prisma/migrations/${name}/migration.sql`), `${sql}\n`);
  }
  const build = async (tag: string) => (await images({ tag, folder, only: 'backend' })).backend;

  migration('20991231000000_expand', 'ALTER TABLE tasks ADD COLUMN colour TEXT;');
  const goBack = [
    edit('prisma/schema.prisma', '  completed   Boolean', '  colour      String?\n  completed   Boolean'),
    edit(
      'backend/src/features/tasks/task-schema.ts',
      'completed: z.boolean(),',
      'completed: z.boolean(), colour: z.string().nullable(),',
    ),
    edit('backend/src/features/tasks/task-store.ts', 'title: row.title,', 'title: row.title, colour: row.colour,'),
  ];
  const expanded = await build('expanded');
  for (const back of goBack) back();
  migration('20991231000001_contract', 'ALTER TABLE tasks DROP COLUMN colour;');
  return [expanded, await build('contracted')];
}

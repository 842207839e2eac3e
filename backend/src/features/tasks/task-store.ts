import type { Task as Row } from '../../generated/prisma/client.ts';
import type { Database } from '../../platform/database.ts';
import { likeText } from '../../platform/like-text.ts';
import type { Task, TaskListQuery } from './task-schema.ts';

// As long as a page may stay open with its undo still offered, and a little more.
const RESTORABLE_MS = 60 * 60_000;

/** Tasks in PostgreSQL. Every call names the user: a task of somebody else is as absent as one that never was. */
export function createTaskStore(database: Database, now: () => Date = () => new Date()) {
  const present = (userId: string, id: string) => ({ id, userId, deletedAt: null });

  return {
    /**
     * Newest first; `after` goes on behind that task, also when it no longer fits the filter or was deleted meanwhile.
     * One more than the limit is read to know whether there is more.
     * @returns undefined when `after` is no task of this user
     */
    async list(
      userId: string,
      { completed, limit, after }: TaskListQuery,
    ): Promise<{ tasks: Task[]; next?: string } | undefined> {
      const place = after ? await database.task.findFirst({ where: { id: after, userId } }) : undefined;
      if (place === null) return undefined;
      const rows = await database.task.findMany({
        where: {
          userId,
          deletedAt: null,
          ...(completed === undefined ? {} : { completed }),
          ...(place && {
            createdAt: { lte: place.createdAt },
            OR: [{ createdAt: { lt: place.createdAt } }, { id: { lt: place.id } }],
          }),
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const tasks = rows.slice(0, limit).map(toTask);
      const last = tasks.at(-1);
      return rows.length > limit && last ? { tasks, next: last.id } : { tasks };
    },

    /** Newest first, with how many there are in all; each word must be in the title or the description. */
    async search(
      userId: string,
      {
        completed,
        search = '',
        limit,
      }: { completed?: boolean | undefined; search?: string | undefined; limit: number },
    ): Promise<{ tasks: Task[]; total: number }> {
      const words = search.split(/\s+/).filter((word) => word !== '');
      const has = (word: string) => ({ contains: likeText(word), mode: 'insensitive' as const });
      const where = {
        userId,
        deletedAt: null,
        ...(completed === undefined ? {} : { completed }),
        AND: words.map((word) => ({ OR: [{ title: has(word) }, { description: has(word) }] })),
      };
      const rows = await database.task.findMany({
        where,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      const total = rows.length < limit ? rows.length : await database.task.count({ where });
      return { tasks: rows.map(toTask), total };
    },

    async find(userId: string, id: string): Promise<Task | undefined> {
      const row = await database.task.findFirst({ where: present(userId, id) });
      return row ? toTask(row) : undefined;
    },

    async add(userId: string, task: { title: string; description: string }): Promise<Task> {
      return toTask(await database.task.create({ data: { userId, ...task } }));
    },

    async change(userId: string, id: string, change: Partial<Row>): Promise<Task | undefined> {
      const [row] = await database.task.updateManyAndReturn({ where: present(userId, id), data: change });
      return row ? toTask(row) : undefined;
    },

    // The next two in SQL: Prisma would date them as changes, and a restored task would not be as it was.
    async remove(userId: string, id: string): Promise<boolean> {
      const count = await database.$executeRaw`
        UPDATE tasks SET deleted_at = ${now()} WHERE id = ${id}::uuid AND user_id = ${userId} AND deleted_at IS NULL`;
      return count === 1;
    },

    /** Takes a deletion of the last hour back; a task that is there already is answered as it is. */
    async restore(userId: string, id: string): Promise<Task | undefined> {
      const since = new Date(now().getTime() - RESTORABLE_MS);
      await database.$executeRaw`
        UPDATE tasks SET deleted_at = NULL WHERE id = ${id}::uuid AND user_id = ${userId} AND deleted_at > ${since}`;
      return this.find(userId, id);
    },

    /** What is needed to see that a task was added, changed, deleted or restored between two calls. */
    async versions(userId: string): Promise<Map<string, number>> {
      const rows = await database.task.findMany({
        where: { userId, deletedAt: null },
        select: { id: true, updatedAt: true },
      });
      return new Map(rows.map(({ id, updatedAt }) => [id, updatedAt.getTime()]));
    },

    /** Removes for good what can no longer be restored. */
    async purge(): Promise<number> {
      const before = new Date(now().getTime() - RESTORABLE_MS);
      return (await database.task.deleteMany({ where: { deletedAt: { lt: before } } })).count;
    },
  };
}
export type TaskStore = ReturnType<typeof createTaskStore>;

function toTask(row: Row): Task {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    completed: row.completed,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

import { parseArgs } from 'node:util';
import { hashPassword } from '../backend/src/features/session/password.ts';
import { seedVariables } from '../backend/src/env-schema.ts';
import { readEnvironment } from '../backend/src/env.ts';
import { databaseFailure } from '../backend/src/platform/database-failure.ts';
import { createDatabase, type Database } from '../backend/src/platform/database.ts';
import { connectionSettings } from '../backend/src/platform/postgres-connection.ts';
import { ProgramFailure, runProgram, type Start } from '../backend/src/platform/program.ts';
import { refusal } from './seed-guard.ts';

const DEMO_USER = { id: 'demo', name: 'Demo', email: 'demo@evenkeel.example' };
const minute = 60_000;

// Fixed ids: a second run finds what the first one wrote, and every runtime gets the same rows.
const tasks = [
  { id: '01900000-0000-7000-8000-000000000001', title: 'Buy milk', description: '', age: 5 },
  {
    id: '01900000-0000-7000-8000-000000000002',
    title: 'Water the plants',
    description: 'The fern likes it from below.',
    age: 30,
  },
  { id: '01900000-0000-7000-8000-000000000003', title: 'Call grandmother', description: '', age: 90 },
  { id: '01900000-0000-7000-8000-000000000004', title: 'Read the README', description: '', age: 240, completed: true },
];
const conversation = { id: '01900000-0000-7000-8000-0000000000c1', title: 'Buying milk' };
const messages = [
  { id: '01900000-0000-7000-8000-0000000000d1', role: 'user', content: 'Add a task to buy milk', model: null },
  {
    id: '01900000-0000-7000-8000-0000000000d2',
    role: 'assistant',
    content: 'I added “Buy milk” to your tasks.',
    model: 'offline',
  },
] as const;
const votes = Array.from({ length: 12 }, (_, index) => ({
  streamId: `seed-${index + 1}`,
  option: index % 12 < 7 ? ('cats' as const) : ('dogs' as const),
}));

/** The tool call of the demo conversation, as the assistant stores them. */
function addedMilk(at: Date) {
  const { id, title, description } = tasks[0]!;
  const time = at.toISOString();
  return {
    id: '01900000-0000-7000-8000-0000000000e1',
    name: 'add_task',
    title: 'Add a task',
    arguments: { title },
    ok: true,
    summary: `Added “${title}”.`,
    tasks: [{ id, title, description, completed: false, created_at: time, updated_at: time }],
  };
}

/** Writes the demo user and their things. What is there already stays as it is, but for the password of the demo user. */
async function seed(database: Database, password: string, now: number) {
  const at = (minutesAgo: number) => new Date(now - minutesAgo * minute);
  const userId = DEMO_USER.id;
  const hash = await hashPassword(password);
  await database.$transaction([
    database.user.upsert({ where: { id: userId }, create: { ...DEMO_USER, emailVerified: true }, update: {} }),
    database.account.upsert({
      where: { id: userId },
      create: { id: userId, userId, accountId: userId, providerId: 'credential', password: hash },
      update: { password: hash },
    }),
    database.task.createMany({
      data: tasks.map(({ age, ...task }) => ({ ...task, userId, createdAt: at(age), updatedAt: at(age) })),
      skipDuplicates: true,
    }),
    database.conversation.createMany({
      data: [{ ...conversation, turns: 1, userId, createdAt: at(5), updatedAt: at(5) }],
      skipDuplicates: true,
    }),
    database.message.createMany({
      data: messages.map((message, index) => ({
        ...message,
        turn: 1,
        toolCalls: message.role === 'assistant' ? [addedMilk(at(5))] : [],
        conversationId: conversation.id,
        createdAt: new Date(at(5).getTime() + index),
      })),
      skipDuplicates: true,
    }),
    database.vote.createMany({ data: votes, skipDuplicates: true }),
  ]);
}

export const start: Start = async (createLogger) => {
  const { values } = parseArgs({ options: { 'allow-host': { type: 'string' } }, allowPositionals: true });
  const env = readEnvironment(seedVariables);
  const logger = createLogger(env.LOG_LEVEL);
  if (env.SEED_DEMO === false) return logger.info('seed_left_out');
  // As the driver reads it: a host in the URL's query wins over the one before the path.
  const { host, port } = connectionSettings(env.DATABASE_URL);
  const refused = refusal(host, { seedDemo: env.SEED_DEMO === true, allowHost: values['allow-host'] });
  if (refused) throw new ProgramFailure(refused);
  const database = createDatabase(env.DATABASE_URL);
  await seed(database, env.DEMO_PASSWORD, Date.now()).catch((error: unknown) => {
    if (databaseFailure(error) === 'away')
      throw new ProgramFailure(`No database answers at ${host}:${port}: start it.`);
    const hasNoTables = (error as { code?: string }).code === 'P2021';
    throw hasNoTables ? new ProgramFailure('The database has no tables yet: run prisma migrate deploy first.') : error;
  });
  logger.info({ user: DEMO_USER.email, tasks: tasks.length, votes: votes.length }, 'seed_written');
  await database.$disconnect();
};

if (import.meta.main) await runProgram(start);

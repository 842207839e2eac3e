import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { FirstTasks } from '../features/tasks/first-tasks.tsx';
import { readFilter } from '../features/tasks/task.ts';
import { firstLook } from '../server/first-look.ts';
import { sessionHint } from '../server/session-cookie.ts';
import { settings } from '../server/settings.ts';
import { shutdown } from '../server/shutdown.ts';
import { Dashboard } from './dashboard.tsx';

export const metadata: Metadata = { title: 'Tasks' };

export default async function DashboardPage({ searchParams }: PageProps<'/'>) {
  const { internalBackendUrl, secret } = settings();
  if (sessionHint(await cookies(), secret) !== 'signed') return <Dashboard />;
  const look = await firstLook(await headers(), { backendUrl: internalBackendUrl, stopping: shutdown.signal });
  if (!look) return <Dashboard />;
  const { userId, isOffline, at } = look;
  const filter = readFilter((await searchParams)['show']);
  const tasks = look.tasks.filter(({ completed }) => filter === 'all' || completed === (filter === 'done'));
  return <Dashboard first={{ userId, isOffline, list: tasks.length > 0 && <FirstTasks tasks={tasks} now={at} /> }} />;
}

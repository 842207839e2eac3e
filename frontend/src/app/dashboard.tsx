'use client';

import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { Assistant, type Visitor } from '../features/assistant/assistant.tsx';
import { Invitation } from '../features/session/invitation.tsx';
import { useSession } from '../features/session/session-provider.tsx';
import { TaskBoardSkeleton } from '../features/tasks/task-list-skeleton.tsx';
import { useKnownTasks } from '../features/tasks/use-known-tasks.ts';

const loadBoard = () => import('../features/tasks/task-board.tsx');
const TaskBoard = dynamic(() => loadBoard().then((module) => module.TaskBoard), {
  ssr: false,
  loading: TaskBoardSkeleton,
});

/** The start page: the tasks, and beside them the assistant. */
export function Dashboard() {
  const { session, state, isUnreachable } = useSession();
  const tasks = useKnownTasks(state && state.status !== 'signed-out' ? state.user.id : undefined);
  // Visitors do without its code; for others it comes while it is asked who they are.
  useEffect(() => {
    if (state?.status !== 'signed-out') void loadBoard().catch(() => {});
  }, [state]);
  const visitor = (): Visitor => {
    if (state && state.status !== 'signed-out') {
      return { api: session.api, userId: state.user.id, tasks };
    }
    if (isUnreachable) return 'server-away';
    return state ? 'signed-out' : 'unknown';
  };
  return (
    <div className="@container flex grow justify-center">
      {!state ? (
        <TaskBoardSkeleton />
      ) : state.status === 'signed-out' ? (
        <Invitation />
      ) : (
        <TaskBoard key={state.user.id} api={session.api} userId={state.user.id} />
      )}
      <Assistant visitor={visitor()} />
    </div>
  );
}

'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Assistant, type Visitor } from '../features/assistant/assistant.tsx';
import { Invitation } from '../features/session/invitation.tsx';
import { useSession } from '../features/session/session-provider.tsx';
import { TaskBoard } from '../features/tasks/task-board.tsx';
import { TaskBoardSkeleton } from '../features/tasks/task-list-skeleton.tsx';
import { knownTask } from '../features/tasks/task-store.ts';

/** The start page: the tasks, and beside them the assistant. */
export function Dashboard() {
  const { session, state, isUnreachable } = useSession();
  const client = useQueryClient();
  const visitor = (): Visitor => {
    if (state && state.status !== 'signed-out') {
      const { id } = state.user;
      return { api: session.api, userId: id, findTask: (taskId) => knownTask(client, id, taskId) };
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

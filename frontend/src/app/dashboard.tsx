'use client';

import { Invitation } from '../features/session/invitation.tsx';
import { useSession } from '../features/session/session-provider.tsx';
import { TaskBoard } from '../features/tasks/task-board.tsx';
import { TaskBoardSkeleton } from '../features/tasks/task-list-skeleton.tsx';

/** The start page: the tasks, in a row with what may be docked beside them on wide screens. */
export function Dashboard() {
  const { session, state } = useSession();
  return (
    <div className="flex grow justify-center">
      {!state ? (
        <TaskBoardSkeleton />
      ) : state.status === 'signed-out' ? (
        <Invitation />
      ) : (
        <TaskBoard key={state.user.id} api={session.api} userId={state.user.id} />
      )}
    </div>
  );
}

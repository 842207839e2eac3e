'use client';

import { Assistant, type Visitor } from '../features/assistant/assistant.tsx';
import { Invitation } from '../features/session/invitation.tsx';
import { useSession } from '../features/session/session-provider.tsx';
import { TaskBoardSkeleton } from '../features/tasks/task-list-skeleton.tsx';
import { useKnownTasks } from '../features/tasks/use-known-tasks.ts';
import { useCode } from '../ui/use-code.ts';

const loadBoard = () => import('../features/tasks/task-board.tsx');

/** The start page: the tasks, and beside them the assistant. */
export function Dashboard() {
  const { session, state, isUnreachable } = useSession();
  const tasks = useKnownTasks(state && state.status !== 'signed-out' ? state.user.id : undefined);
  // Visitors do without its code; for others it comes while it is asked who they are.
  const board = useCode(loadBoard, state?.status !== 'signed-out');
  const visitor = (): Visitor => {
    if (state && state.status !== 'signed-out') {
      return { api: session.api, userId: state.user.id, tasks };
    }
    if (isUnreachable) return 'server-away';
    return state ? 'signed-out' : 'unknown';
  };
  return (
    <div className="@container flex grow justify-center">
      {state?.status === 'signed-out' ? (
        <Invitation />
      ) : state && board ? (
        <board.TaskBoard key={state.user.id} api={session.api} userId={state.user.id} />
      ) : (
        <TaskBoardSkeleton />
      )}
      <Assistant visitor={visitor()} />
    </div>
  );
}

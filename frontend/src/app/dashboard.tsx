'use client';

import type { ReactNode } from 'react';
import { Assistant, type Visitor } from '../features/assistant/assistant.tsx';
import { Invitation } from '../features/session/invitation.tsx';
import { useSession } from '../features/session/session-provider.tsx';
import { TaskBoardSkeleton } from '../features/tasks/task-list-skeleton.tsx';
import { useKnownTasks } from '../features/tasks/use-known-tasks.ts';
import { useCode } from '../ui/use-code.ts';

const loadBoard = () => import('../features/tasks/task-board.tsx');

/** What the server knew already when it made the page. */
interface First {
  userId: string;
  isOffline: boolean;
  /** The user's tasks, where there are any. */
  list: ReactNode;
}

/** The start page: the tasks, and beside them the assistant. */
export function Dashboard({ first }: { first?: First }) {
  const { session, state, isUnreachable } = useSession();
  const tasks = useKnownTasks(state && state.status !== 'signed-out' ? state.user.id : undefined);
  // Visitors do without its code; for others it comes while it is asked who they are.
  const board = useCode(loadBoard, state?.status !== 'signed-out');
  // Somebody else may have signed in since.
  const isOfSomebodyElse = state && state.status !== 'signed-out' && state.user.id !== first?.userId;
  const list = (!isOfSomebodyElse && first?.list) || undefined;
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
        <board.TaskBoard key={state.user.id} api={session.api} userId={state.user.id} meanwhile={list} />
      ) : (
        <TaskBoardSkeleton list={list} />
      )}
      <Assistant visitor={visitor()} isOffline={first?.isOffline ?? false} />
    </div>
  );
}

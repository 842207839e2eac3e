'use client';

import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { Row } from './task-list.ts';
import type { TaskActions } from './use-tasks.ts';

const UNDO_MS = 10_000;

interface Props {
  row: Row;
  actions: TaskActions;
  onLeave: () => void;
}

/** What stands in a deleted task's place for a while, so that nothing moves and undo is where the hand is. */
export function DeletedTaskRow({ row, actions, onLeave }: Props) {
  // Nothing goes away from under a pointer or the focus.
  const [isHeld, setIsHeld] = useState(false);
  const { key } = row;

  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => actions.forget(key), UNDO_MS);
    return () => clearTimeout(timer);
  }, [isHeld, actions, key]);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only stays while it is pointed at
    <li
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
      className="flex min-h-12 items-center gap-2 ps-13 pe-2 text-muted"
    >
      <p className="min-w-0 grow truncate">
        Deleted <bdi>{row.task.title}</bdi>
      </p>
      <Button
        kind="quiet"
        onClick={() => {
          onLeave();
          actions.restore(row);
        }}
      >
        Undo
      </Button>
    </li>
  );
}

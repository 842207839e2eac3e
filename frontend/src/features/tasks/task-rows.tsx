'use client';

import { useCallback, useDeferredValue, useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { useNow } from '../../ui/use-now.ts';
import { DeletedTaskRow } from './deleted-task-row.tsx';
import type { Row } from './task-list.ts';
import { rowsClass } from './task-row-look.tsx';
import { TaskRow } from './task-row.tsx';
import type { Failure, TaskActions } from './use-tasks.ts';

const SCREENFUL = 50;

interface Props {
  rows: Row[];
  failures: Failure[];
  /** Ids of the tasks to point out. */
  marked: ReadonlySet<string>;
  actions: TaskActions;
  /** Gets the focus when the row that had it was the last. */
  whenEmpty: RefObject<HTMLElement | null>;
}

/** The list itself. Arrow keys go from row to row; the focus stays in place when its row goes. */
export function TaskRows({ rows, failures, marked, actions, whenEmpty }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const today = useNow(60_000).toDateString();
  const focusNext = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    const index = focusNext.current;
    focusNext.current = undefined;
    if (index === undefined || list.current?.contains(document.activeElement)) return;
    const row = list.current?.children[Math.min(index, rows.length - 1)] ?? whenEmpty.current;
    row?.querySelector<HTMLElement>('input, button')?.focus();
  }, [rows, whenEmpty]);

  /** Remembers where the focus is before an action takes its row away. Always the same function, for memoised rows. */
  const keepFocus = useCallback(() => {
    const row = document.activeElement?.closest('li');
    const index = row && list.current ? [...list.current.children].indexOf(row) : -1;
    focusNext.current = index === -1 ? undefined : index;
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>) {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    const control = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-control]') : null;
    const row = control?.closest('li');
    const next = event.key === 'ArrowUp' ? row?.previousElementSibling : row?.nextElementSibling;
    const same = next?.querySelector<HTMLElement>(`[data-control=${control?.dataset['control']}], button`);
    if (!same) return;
    event.preventDefault();
    same.focus();
  }

  // A screenful first; the rest of a long list follows without holding up anything.
  const isWhole = useDeferredValue(true, false);
  if (rows.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of the controls in it bubble up
    <ul ref={list} onKeyDown={onKeyDown} className={rowsClass}>
      {(isWhole ? rows : rows.slice(0, SCREENFUL)).map((row, index) =>
        row.isDeleted ? (
          <DeletedTaskRow key={`deleted ${row.key}`} row={row} actions={actions} onLeave={keepFocus} />
        ) : (
          <TaskRow
            key={row.key}
            rowKey={row.key}
            today={today}
            task={row.task}
            isPending={row.isPending}
            isMarked={marked.has(row.task.id)}
            isFirstOfDay={!isSameDay(row, rows[index - 1])}
            failure={failures.find(({ record }) => record.state.variables?.key === row.key)}
            actions={actions}
            onLeave={keepFocus}
          />
        ),
      )}
    </ul>
  );
}

function isSameDay(row: Row, before: Row | undefined): boolean {
  const day = (iso: string) => new Date(iso).toDateString();
  return before !== undefined && day(row.task.created_at) === day(before.task.created_at);
}

'use client';

import { memo, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { dayWords, fullWords } from '../../ui/date-words.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { BinIcon } from '../../ui/icons.tsx';
import { FailedChange } from './failed-change.tsx';
import { TaskEditor } from './task-editor.tsx';
import { dayClass, rowClass, TaskText, titleClass } from './task-row-look.tsx';
import type { Task } from './task.ts';
import type { Failure, TaskActions } from './use-tasks.ts';

interface Props {
  rowKey: string;
  task: Task;
  isPending: boolean;
  isMarked: boolean;
  /** It is the first of its day in the list: there the day is said, once. */
  isFirstOfDay: boolean;
  failure: Failure | undefined;
  /** The day, as in Date.toDateString: the same for a whole day, so that no row is drawn again before. */
  today: string;
  actions: TaskActions;
  /** Called before an action that may take the row out of the list. */
  onLeave: () => void;
}

/** One task: complete it, edit it in its place, delete it. Memoised, as there may be a thousand. */
export const TaskRow = memo(function TaskRow(props: Props) {
  const { rowKey: key, task, isPending, isMarked, isFirstOfDay, failure, today, actions, onLeave } = props;
  const [isEditing, setIsEditing] = useState(false);
  const title = useRef<HTMLButtonElement>(null);
  const hasEdited = useRef(false);
  // The rows that the page began with do not arrive, they are there.
  const [isArriving] = useState(isPending || isMarked);
  const row = { key, task, isPending };

  useEffect(() => {
    if (!isEditing && hasEdited.current) title.current?.focus();
    hasEdited.current = isEditing;
  }, [isEditing]);

  function remove() {
    onLeave();
    actions.remove(row);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Delete' || isEditing) return;
    event.preventDefault();
    remove();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the Delete key of the controls in it
    <li
      onKeyDown={onKeyDown}
      data-pending={isPending || undefined}
      data-marked={isMarked || undefined}
      className={`${rowClass} ${isArriving ? 'arrive' : ''}`}
    >
      {isEditing ? (
        <TaskEditor
          task={task}
          onCancel={() => setIsEditing(false)}
          onDelete={remove}
          onSave={(fields) => {
            setIsEditing(false);
            if (Object.keys(fields).length > 0) actions.edit(row, fields);
          }}
        />
      ) : (
        <div className="flex items-start">
          <Checkbox
            label={`Complete ${task.title}`}
            data-control="complete"
            checked={task.completed}
            onChange={(event) => {
              onLeave();
              actions.complete(row, event.target.checked);
            }}
          />
          <button
            ref={title}
            type="button"
            data-control="edit"
            onClick={() => setIsEditing(true)}
            className={titleClass}
          >
            <span className="sr-only">Edit </span>
            <TaskText task={task} />
          </button>
          <div className="relative flex shrink-0 items-start">
            <p className={dayClass}>
              {isPending ? (
                <span className="appear-late">Saving</span>
              ) : (
                isFirstOfDay && (
                  <time dateTime={task.created_at} title={fullWords(task.created_at)}>
                    {dayWords(task.created_at, new Date(today))}
                  </time>
                )
              )}
            </p>
            {/* Without a pointer that rests there is no room for it in each row: the editor has one. */}
            <IconButton
              label={`Delete ${task.title}`}
              icon={<BinIcon />}
              data-control="delete"
              onClick={remove}
              className="absolute end-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 hover:text-bad pointer-coarse:hidden print:hidden"
            />
          </div>
        </div>
      )}
      {failure && (
        <div className="ps-11 pe-2 pb-3">
          <FailedChange failure={failure} actions={actions} />
        </div>
      )}
    </li>
  );
});

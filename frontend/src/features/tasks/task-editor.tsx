'use client';

import { useEffect, useId, useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { inputClass } from '../../ui/field.tsx';
import { descriptionProblem, titleProblem } from './task-title.ts';
import type { Task } from './task.ts';

interface Props {
  task: Task;
  /** Gets the fields that were changed; none when nothing was. */
  onSave: (fields: Partial<Pick<Task, 'title' | 'description'>>) => void;
  onCancel: () => void;
  onDelete: () => void;
}

/** A task's row while it is edited. What others change meanwhile does not touch what is being typed. */
export function TaskEditor({ task, onSave, onCancel, onDelete }: Props) {
  const id = useId();
  const [before] = useState(task);
  const [title, setTitle] = useState(task.title);
  const [description, setDescription] = useState(task.description);
  const [isTried, setIsTried] = useState(false);
  const titleInput = useRef<HTMLInputElement>(null);
  const problem = titleProblem(title) ?? descriptionProblem(description);

  useEffect(() => titleInput.current?.select(), []);

  function save(event?: SubmitEvent) {
    event?.preventDefault();
    setIsTried(true);
    if (problem) return titleInput.current?.focus();
    onSave({
      ...(title.trim() === before.title ? {} : { title: title.trim() }),
      ...(description === before.description ? {} : { description }),
    });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
    else return;
    event.preventDefault();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of the fields in it
    <form onSubmit={save} onKeyDown={onKeyDown} noValidate className="flex flex-col gap-3 px-2 py-3">
      <div>
        <label htmlFor={`${id}-title`} className="sr-only">
          Title
        </label>
        <input
          ref={titleInput}
          id={`${id}-title`}
          value={title}
          dir="auto"
          autoComplete="off"
          aria-invalid={isTried && problem ? true : undefined}
          aria-describedby={isTried && problem ? `${id}-problem` : undefined}
          onChange={(event) => setTitle(event.target.value)}
          className={inputClass}
        />
      </div>
      <div>
        <label htmlFor={`${id}-notes`} className="text-small text-muted">
          Notes
        </label>
        <textarea
          id={`${id}-notes`}
          value={description}
          dir="auto"
          rows={3}
          onChange={(event) => setDescription(event.target.value)}
          className={`${inputClass} block resize-y py-2`}
        />
      </div>
      {isTried && problem && (
        <p id={`${id}-problem`} role="alert" className="text-small text-bad">
          {problem}
        </p>
      )}
      <div className="flex gap-2">
        <Button kind="primary" type="submit">
          Save
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
        <Button kind="danger" onClick={onDelete} className="ms-auto">
          Delete
        </Button>
      </div>
    </form>
  );
}

'use client';

import { useId, useRef, useState, type SubmitEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { inputClass } from '../../ui/field.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { titleProblem } from './task-title.ts';

/** The line where a new task is written; `n` leads to it. */
export function NewTaskForm({ onAdd }: { onAdd: (title: string) => void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState('');
  const [problem, setProblem] = useState<string>();
  useShortcut('n', () => input.current?.focus());

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const found = titleProblem(title);
    setProblem(found);
    input.current?.focus();
    if (found) return;
    onAdd(title.trim());
    setTitle('');
  }

  return (
    <form onSubmit={submit} noValidate>
      <div className="flex gap-2">
        <label htmlFor={id} className="sr-only">
          New task
        </label>
        <input
          ref={input}
          id={id}
          value={title}
          dir="auto"
          autoComplete="off"
          enterKeyHint="done"
          placeholder="What is to be done?"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem && `${id}-problem`}
          onChange={(event) => {
            setTitle(event.target.value);
            if (problem) setProblem(titleProblem(event.target.value));
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          className={inputClass}
        />
        <Button kind="primary" type="submit">
          Add task
        </Button>
      </div>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-small text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}

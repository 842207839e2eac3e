'use client';

import { useId, useRef, useState, type SubmitEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { inputClass } from '../../ui/field.tsx';
import { Kbd } from '../../ui/kbd.tsx';
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
    <form onSubmit={submit} noValidate className="print:hidden">
      <div className="flex gap-2">
        <label htmlFor={id} className="sr-only">
          New task
        </label>
        <div className="group relative grow">
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
          {title === '' && (
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-y-0 end-3 flex items-center group-focus-within:hidden pointer-coarse:hidden"
            >
              <Kbd>n</Kbd>
            </span>
          )}
        </div>
        {/* The accent is for what can be done now: with nothing written, that is writing. */}
        <Button kind={title.trim() === '' ? 'plain' : 'primary'} type="submit" className="font-semibold">
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

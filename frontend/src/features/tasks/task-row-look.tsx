import type { Task } from './task.ts';

// How a row looks, the same before and after the list's code is there.
export const rowClass =
  'group px-2 py-0.5 [contain-intrinsic-size:auto_3rem] [content-visibility:auto] transition-colors first:rounded-t-box last:rounded-b-box data-marked:bg-accent/10 print:[content-visibility:visible]';
export const titleClass = 'min-h-11 min-w-0 grow cursor-text rounded-box py-2.5 text-start';
export const dayClass =
  'py-3 pe-2 text-end text-small text-muted not-empty:ps-3 pointer-fine:min-w-20 pointer-fine:group-focus-within:opacity-0 pointer-fine:group-hover:opacity-0';
export const rowsClass = 'divide-y divide-line rounded-box border border-line bg-raised';

/** A task's title, and its description where there is one. */
export function TaskText({ task: { title, description, completed } }: { task: Task }) {
  return (
    <>
      <span
        dir="auto"
        className={`block [overflow-wrap:anywhere] ${completed ? 'text-muted line-through decoration-muted/70' : ''}`}
      >
        {title}
      </span>
      {description && (
        <span
          dir="auto"
          className="mt-0.5 line-clamp-2 text-small [overflow-wrap:anywhere] whitespace-pre-line text-muted"
        >
          {description}
        </span>
      )}
    </>
  );
}

'use client';

import { useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';

const keys: [string, string][] = [
  ['n', 'Write a new task'],
  ['/', 'Talk to the assistant'],
  ['↑ ↓', 'Go from task to task'],
  ['Space', 'Complete the task, or open it again'],
  ['Enter', 'Edit the task'],
  ['Esc', 'Leave editing without saving'],
  ['Delete', 'Delete the task'],
  ['Ctrl Z', 'Bring the last deleted task back'],
  ['?', 'Show this list'],
];

/** The list of keys, behind `?` and the button at the page's end. */
export function KeysDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useShortcut('?', () => dialog.current?.showModal());
  return (
    <>
      <footer className="flex justify-center px-4 pb-4 max-sm:hidden">
        <button
          type="button"
          onClick={() => dialog.current?.showModal()}
          className="min-h-11 rounded-box px-3 text-small text-muted hover:text-ink"
        >
          Press <kbd className="font-sans font-semibold">?</kbd> for keyboard shortcuts
        </button>
      </footer>
      <dialog
        ref={dialog}
        aria-labelledby="keys-title"
        className="m-auto w-96 max-w-[calc(100vw-2rem)] rounded-box border border-line bg-raised p-6 text-ink backdrop:bg-scrim"
      >
        <h2 id="keys-title" className="mb-4 text-title font-semibold">
          Keyboard shortcuts
        </h2>
        <dl className="mb-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
          {keys.map(([key, meaning]) => (
            <div key={key} className="contents">
              <dt>
                <kbd className="rounded-box border border-line px-2 py-0.5 font-sans text-small whitespace-nowrap">
                  {key}
                </kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <Button type="submit" className="w-full">
            Close
          </Button>
        </form>
      </dialog>
    </>
  );
}

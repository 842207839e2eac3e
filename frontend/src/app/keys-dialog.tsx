'use client';

import { useRef } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
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
  const show = () => dialog.current?.showModal();
  useShortcut('?', show);
  return (
    <>
      <button
        type="button"
        onClick={show}
        className="min-h-11 rounded-box px-3 text-small text-muted transition-colors hover:text-ink max-sm:hidden"
      >
        Press <Kbd>?</Kbd> for keyboard shortcuts
      </button>
      <Dialog ref={dialog} title="Keyboard shortcuts">
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2">
          {keys.map(([key, meaning]) => (
            <div key={key} className="contents">
              <dt>
                <Kbd>{key}</Kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  );
}

'use client';

import { use } from 'react';
import { SendIcon } from '../../ui/icons.tsx';
import { TasksContext, useConversation } from './conversation-context.ts';
import { LeavingButton } from './leaving-button.tsx';
import { suggestionsFor } from './suggestions.ts';

/** What an empty conversation offers. */
export function FirstUse() {
  const { send } = useConversation();
  const tasks = use(TasksContext);
  return (
    <div className="flex flex-col pt-4 pb-6">
      <p className="text-lead font-semibold">Say it in your own words</p>
      <p className="mb-4 text-muted">The assistant adds, finds, changes and ticks off tasks.</p>
      <ul className="divide-y divide-line border-y border-line">
        {suggestionsFor(tasks).map((text) => (
          <li key={text}>
            <LeavingButton
              onClick={() => send(text)}
              className="group flex min-h-11 w-full items-center justify-between gap-3 py-2 text-start hover:text-accent"
            >
              <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
                {text}
              </span>
              <span className="scale-80 text-muted group-hover:text-accent">
                <SendIcon />
              </span>
            </LeavingButton>
          </li>
        ))}
      </ul>
    </div>
  );
}

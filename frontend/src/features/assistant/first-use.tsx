'use client';

import { buttonClass } from '../../ui/button.tsx';
import { useConversation } from './conversation-context.ts';
import { LeavingButton } from './leaving-button.tsx';

const suggestions = ['Add a task to water the plants', 'Show my open tasks', 'What can you do?'];

/** What an empty conversation offers. */
export function FirstUse() {
  const { send } = useConversation();
  return (
    <div className="flex flex-col items-start pt-4 pb-6">
      <p className="text-lead font-semibold">Say it in your own words</p>
      <p className="mb-4 text-muted">The assistant adds, finds, changes and ticks off tasks.</p>
      <ul className="flex flex-col items-start gap-2">
        {suggestions.map((text) => (
          <li key={text}>
            <LeavingButton onClick={() => send(text)} className={buttonClass('plain')}>
              {text}
            </LeavingButton>
          </li>
        ))}
      </ul>
    </div>
  );
}

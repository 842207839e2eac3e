'use client';

import { use } from 'react';
import { announce } from '../../ui/announcer.tsx';
import { CrossIcon, LookIcon, TickIcon } from '../../ui/icons.tsx';
import { TasksContext, useConversation } from './conversation-context.ts';
import { LeavingButton } from './leaving-button.tsx';
import type { ToolUse } from './thread.ts';
import { isAsLeft, undoRequest } from './tool-undo.ts';
import { plainWords, toolWords } from './tool-words.ts';

/** What a tool did, in a quiet line, with the way to take it back. */
export function ToolLine({ tool }: { tool: ToolUse }) {
  const { undo } = useConversation();
  const tasks = use(TasksContext);
  const words = toolWords(tool);
  const isOffered = tool.undo === 'offered' ? isAsLeft(tool, tasks) : tool.undo !== undefined;
  const canUndo = isOffered && undoRequest(tool) !== undefined;
  const failure = typeof tool.undo === 'object' ? tool.undo.words : undefined;
  const isUndone = tool.undo === 'done';
  const verb = failure ? 'Try again' : 'Undo';

  async function takeBack() {
    if (tool.undo !== 'now' && (await undo(tool))) announce(`Undone: ${plainWords(words)}`);
  }

  return (
    <li className="flex items-start gap-2 text-small text-muted">
      <span className="scale-80">
        <Sign tool={tool} />
      </span>
      <p className="min-w-0 grow [overflow-wrap:anywhere]">
        <span className={isUndone ? 'line-through decoration-muted/70' : ''}>
          {words.map((word) =>
            typeof word === 'string' ? (
              word
            ) : (
              <bdi key={word.title} className="text-ink">
                {word.title}
              </bdi>
            ),
          )}
          {!tool.result && '…'}
        </span>
        {isUndone && <span> Undone</span>}
        {failure && (
          <span role="alert" className="block text-bad">
            This was not undone. {failure}
          </span>
        )}
      </p>
      {canUndo && !isUndone && (
        <LeavingButton
          aria-label={`${verb}: ${plainWords(words)}`}
          aria-disabled={tool.undo === 'now' || undefined}
          onClick={() => void takeBack()}
          className="-my-1 min-h-7 shrink-0 rounded-box px-1 font-semibold text-accent hover:underline hover:underline-offset-4 pointer-coarse:-my-3 pointer-coarse:min-h-11 pointer-coarse:px-2"
        >
          {verb}
        </LeavingButton>
      )}
    </li>
  );
}

/** Whether it looked, did something, or did not manage. */
function Sign({ tool: { name, result } }: { tool: ToolUse }) {
  if (result && !result.ok) return <CrossIcon />;
  if (name === 'list_tasks') return <LookIcon />;
  return (
    <span className={result ? 'text-good' : 'invisible'}>
      <TickIcon />
    </span>
  );
}

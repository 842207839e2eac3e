import { createContext, use } from 'react';
import type { Task } from './chat.ts';
import type { ToolUse } from './thread.ts';

/** What can be done to the conversation that is shown. */
export interface ConversationActions {
  send: (text: string) => void;
  retry: (messageId: string) => void;
  /** Gives up a message that was not sent. */
  drop: (messageId: string) => void;
  /** @returns whether it was taken back; the line of the tool says when not */
  undo: (tool: ToolUse) => Promise<boolean>;
  /** Puts the focus where one writes, or, where that would bring up a keyboard, on what was said. */
  takeFocus: () => void;
}

export const ConversationContext = createContext<ConversationActions | undefined>(undefined);

/** The tasks as the page knows them. */
export const TasksContext = createContext<readonly Task[] | undefined>(undefined);

export function useConversation(): ConversationActions {
  const actions = use(ConversationContext);
  if (!actions) throw new Error('useConversation needs a conversation around it.');
  return actions;
}

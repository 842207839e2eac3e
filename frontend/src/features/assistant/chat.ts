/** What the assistant's endpoints give; times are ISO 8601 in UTC. */

export interface Task {
  id: string;
  title: string;
  description: string;
  completed: boolean;
}

/** Something the assistant did or looked up. */
export interface ToolCall {
  id: string;
  name: string;
  title: string;
  arguments: Record<string, unknown>;
  ok: boolean;
  /** One sentence for people. */
  summary: string;
  tasks: Task[];
  /** The task that was changed, as it was before. */
  before?: Task;
}

export interface Failure {
  code: string;
  detail: string;
}

export type Stopped = 'steps' | 'time' | 'cancelled';

/** A whole answer. */
export interface ChatTurn {
  conversation_id: string;
  message_id: string;
  response: string;
  tool_calls: ToolCall[];
  model: string;
  stopped: Stopped | null;
  failure: Failure | null;
}

/** An answer as it comes in. */
export type ChatEvent =
  | { kind: 'start'; conversation_id: string; message_id: string; model: string }
  | { kind: 'delta'; text: string }
  | { kind: 'tool'; id: string; name: string; title: string; arguments: Record<string, unknown> }
  | { kind: 'tool_result'; call: ToolCall }
  | { kind: 'done'; turn: ChatTurn };

export interface ConversationEntry {
  id: string;
  title: string;
  created_at: string;
  updated_at: string;
  /** Of a search: the words around what was found in a message. */
  found?: string;
}

export interface StoredMessage {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  tool_calls: ToolCall[];
  model: string | null;
  stopped: Stopped | null;
  failure: Failure | null;
  created_at: string;
}

export interface StoredConversation extends ConversationEntry {
  messages: StoredMessage[];
}

/** Which model answers. */
export interface Model {
  model: string;
  offline: boolean;
}

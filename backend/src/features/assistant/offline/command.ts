import type { Reference } from './reference.ts';

export type NewTask = { title: string; description?: string };

/** What somebody asks for, without knowing yet which tasks there are. */
export type Command =
  | { do: 'add'; tasks: NewTask[] }
  | { do: 'list'; completed?: boolean; about?: string; counts?: boolean }
  | { do: 'look'; at: Reference; said: string }
  | { do: 'complete'; at: Reference; said: string; completed: boolean }
  | { do: 'delete'; at: Reference; said: string }
  /** More than one way to read it: "rename the task to buy milk to buy oat milk" has two places to cut. */
  | { do: 'rename'; ways: { at: Reference; said: string; title: string }[] }
  | { do: 'describe'; at: Reference; said: string; description: string }
  | { do: 'undo' | 'greet' | 'thanks' | 'help' | 'yes' | 'no' };

/** `plain`: nothing else can be meant. Others are commands only where a sentence begins, or after "then". */
export type Parsed = { command: Command; plain: boolean };

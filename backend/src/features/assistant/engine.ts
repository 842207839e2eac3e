import type { Message } from './assistant-schema.ts';
import { modelMessages } from './history.ts';
import type { Limits } from './limits.ts';
import { runLoop, type LoopEvents, type LoopResult } from './loop.ts';
import { modelName, type ModelSettings } from './model-settings.ts';
import { createModelClient } from './model.ts';
import { listTools, openTools, type Fetch, type ToolDescription } from './task-tools-client.ts';

/** All that needs the large libraries, so that they can be loaded after the program has begun to listen. */
export function createEngine({
  settings,
  limits,
  toolsFor,
}: {
  settings: ModelSettings;
  limits: Limits;
  toolsFor: (userId: string) => Fetch;
}) {
  const client = createModelClient(settings);
  let listing: Promise<ToolDescription[]> | undefined;
  const describe = () => {
    listing ??= listTools(toolsFor('')).catch((error: unknown) => {
      listing = undefined;
      throw error;
    });
    return listing;
  };

  return {
    warm: async () => void (await describe()),

    async answer(
      { userId, past, question }: { userId: string; past: Message[]; question: string },
      { signal, events }: { signal: AbortSignal; events: LoopEvents },
    ): Promise<LoopResult> {
      const described = await describe();
      const tools = openTools(toolsFor(userId));
      try {
        const messages = modelMessages(past, question, limits);
        const parts = { client, model: modelName(settings), tools, described };
        return await runLoop(parts, messages, { limits, signal, events });
      } finally {
        await tools.close();
      }
    },
  };
}
export type Engine = ReturnType<typeof createEngine>;

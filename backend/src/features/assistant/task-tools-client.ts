import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { z } from 'zod';
import { ToolTask } from './assistant-schema.ts';
import type { ToolOutcome } from './summaries.ts';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;
export type ToolDescription = { name: string; title: string; description: string; parameters: Record<string, unknown> };

const Result = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
  structuredContent: z
    .object({
      task: ToolTask.optional(),
      before: ToolTask.optional(),
      tasks: z.array(ToolTask).optional(),
      total: z.int().optional(),
    })
    .optional(),
});

async function connect(fetch: Fetch): Promise<Client> {
  const client = new Client({ name: 'evenkeel-assistant', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL('http://in-process/mcp'), { fetch });
  await client.connect(transport);
  return client;
}

/** The tools as the server lists them; they are the same for everybody. */
export async function listTools(fetch: Fetch): Promise<ToolDescription[]> {
  const client = await connect(fetch);
  try {
    const { tools } = await client.listTools();
    return tools.map(({ name, title = name, description = '', inputSchema }) => {
      const { $schema: _, ...parameters } = inputSchema as Record<string, unknown>;
      return { name, title, description, parameters };
    });
  } finally {
    await client.close();
  }
}

/** An MCP client of one turn, connected when it is first needed. `fetch` decides for whom it acts. */
export function openTools(fetch: Fetch) {
  let connecting: Promise<Client> | undefined;
  return {
    async call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<ToolOutcome> {
      try {
        const client = await (connecting ??= connect(fetch));
        const result = Result.parse(await client.callTool({ name, arguments: args }, undefined, { signal }));
        const text = result.content.map((part) => part.text ?? '').join(' ');
        if (result.isError) return { ok: false, tasks: [], problem: text };
        const { task, before, tasks = task ? [task] : [], total } = result.structuredContent ?? {};
        return { ok: true, tasks, ...(before ? { before } : {}), ...(total === undefined ? {} : { total }) };
      } catch (error) {
        signal.throwIfAborted();
        return { ok: false, tasks: [], problem: `The tool could not be used: ${(error as Error).message}` };
      }
    },
    async close() {
      const client = await connecting?.catch(() => undefined);
      await client?.close();
    },
  };
}
export type Tools = ReturnType<typeof openTools>;

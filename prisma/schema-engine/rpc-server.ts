import { createInterface } from 'node:readline';
import { DatabaseError } from '../../backend/src/platform/postgres-connection.ts';
import { EnginePanic } from '../../backend/src/platform/schema-engine.ts';
import type { EngineMethods, Params } from './engine-methods.ts';

type Message = { id?: number; method?: string; params?: Params };

/** The code that Prisma's engine gives every failure of a method; `data` says which. */
const METHOD_FAILED = 4466;

/** Answers JSON-RPC requests, one a line, one after the other: the engine can do one thing at a time. */
export function rpcServer(methods: EngineMethods) {
  let inFlight: number | undefined;
  let printed = 0;
  const send = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  // Text for the person is a request in the other direction. The CLI adds the end of the last line itself.
  const print = (text: string) =>
    send({ id: printed++, method: 'print', params: { content: text.replace(/\n$/, '') } });
  // The CLI may be gone, by Ctrl-C for one: nobody reads the answer then, and cleaning up goes on.
  process.stdout.on('error', () => {});

  return {
    /** Serves until stdin ends. @throws {EnginePanic} */
    run: async () => {
      for await (const line of createInterface({ input: process.stdin })) {
        const { id, method, params = {} }: Message = JSON.parse(line);
        // Without a method it is the CLI's thanks for what was printed.
        if (id === undefined || method === undefined) continue;
        inFlight = id;
        try {
          const result = await methods.call(method, params, print);
          if (inFlight === id) send({ id, result: result ?? null });
        } catch (error) {
          if (error instanceof EnginePanic) throw error;
          if (inFlight === id) send({ id, error: failure(error) });
        }
        inFlight = undefined;
      }
      await methods.end();
    },
    /**
     * Gives up the request that is being worked on.
     * @returns answers it with the reason, so that the CLI does not wait for it; undefined when there is none
     */
    interrupt: (reason: string): (() => void) | undefined => {
      const id = inFlight;
      inFlight = undefined;
      return id === undefined ? undefined : () => send({ id, error: failure(reason) });
    },
  };
}

function failure(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  const error_code = error instanceof DatabaseError ? error.code : null;
  const data = { is_panic: false, message, meta: null, error_code };
  return { code: METHOD_FAILED, message: 'An error happened. Check the data field for details.', data };
}

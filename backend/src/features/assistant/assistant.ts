import { setTimeout as pause } from 'node:timers/promises';
import { HttpProblem, toProblem } from '../../errors.ts';
import type { Database } from '../../platform/database.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { ChatTurn, ToolCall } from './assistant-schema.ts';
import { createConversationStore } from './conversation-store.ts';
import type { Engine } from './engine.ts';
import { limits as usualLimits, type Limits } from './limits.ts';
import type { BegunCall } from './loop.ts';
import { isOffline, modelName, type ModelSettings } from './model-settings.ts';
import { conclude, type Ended, type EndedBy } from './outcome.ts';
import type { Fetch } from './task-tools-client.ts';
import { createTurnQueue } from './turn-queue.ts';
import { createTurnStore, type Arrived, type Outcome } from './turn-store.ts';

/** Who watches a turn is told what happens as it happens. */
export type Watcher = {
  delta: (text: string) => void;
  tool: (call: BegunCall) => void;
  toolResult: (call: ToolCall) => void;
};
export type Turn = {
  conversationId: string;
  messageId: string;
  /** Answers; to be called once. It stores the answer also when `gone` says that nobody waits for it any more. */
  run: (watcher: Watcher, gone: AbortSignal) => Promise<ChatTurn>;
};

/** Why a turn's signal was aborted. */
class TurnEnd extends Error {
  by: EndedBy;
  constructor(by: EndedBy) {
    super(by);
    this.by = by;
  }
}

const STORE_AGAIN_MS = [200, 1_000, 3_000];

/** @param toolsFor a way to the MCP server for what acts on this user's tasks */
export function createAssistant({
  database,
  logger,
  metrics,
  settings,
  toolsFor,
  limits = usualLimits,
}: {
  database: Database;
  logger: Logger;
  metrics: Metrics;
  settings: ModelSettings;
  toolsFor: (userId: string) => Fetch;
  limits?: Limits;
}) {
  const conversations = createConversationStore(database);
  const turns = createTurnStore(database);
  const queue = createTurnQueue(turns);
  const model = modelName(settings);
  const running = new Map<AbortController, Promise<unknown>>();
  let closing = false;
  let loading: Promise<Engine> | undefined;
  const load = () => (loading ??= import('./engine.ts').then((it) => it.createEngine({ settings, limits, toolsFor })));

  async function answer(
    { arrived, userId, question }: { arrived: Arrived; userId: string; question: string },
    place: ReturnType<typeof queue.hold>,
    { watcher, stop }: { watcher: Watcher; stop: AbortController },
  ): Promise<ChatTurn> {
    const began = performance.now();
    let waited = 0;
    let timer: NodeJS.Timeout | undefined;
    let toolCalls: ToolCall[] = [];
    let ended: Ended = { text: '', toolCalls, stopped: null, failure: null };
    let failed: unknown;
    try {
      await place.wait(stop.signal);
      waited = performance.now() - began;
      timer = setTimeout(() => stop.abort(new TurnEnd('time')), limits.turnMs);
      const [engine, past] = await Promise.all([
        load(),
        conversations.before(arrived.conversationId, arrived.turn, limits.historyMessages),
      ]);
      const events = {
        delta: watcher.delta,
        toolBegins: watcher.tool,
        toolEnded: async (call: ToolCall, all: ToolCall[]) => {
          toolCalls = all;
          metrics.assistantToolCalls.inc({ tool: toolLabel(call.name), outcome: call.ok ? 'ok' : 'failed' });
          watcher.toolResult(call);
          // The end of the turn stores it too: this is for an end that does not come.
          await turns.note(arrived, all).catch((error: unknown) => logger.warn({ err: error }, 'tool_call_not_noted'));
        },
      };
      ended = await engine.answer({ userId, past, question }, { signal: stop.signal, events });
    } catch (error) {
      if (!stop.signal.aborted) failed = error;
      ended = { ...ended, toolCalls };
    }
    clearTimeout(timer);
    const endedBy = stop.signal.aborted && !failed ? reasonOf(stop.signal) : undefined;
    const outcome = failed
      ? { ...conclude(ended), content: toProblem(failed).message, stopped: 'cancelled' as const }
      : conclude(ended, endedBy);
    await store(arrived, outcome).finally(() => place.leave());
    tell(arrived, outcome, { endedBy, failed, waited, duration: performance.now() - began });
    const { content: response, ...rest } = outcome;
    const { stopped, failure } = rest;
    const { conversationId: conversation_id, messageId: message_id } = arrived;
    return { conversation_id, message_id, response, tool_calls: outcome.toolCalls, model, stopped, failure };
  }

  /** What was done must not be lost because the database was away for a moment. */
  async function store(arrived: Arrived, outcome: Outcome) {
    for (const wait of STORE_AGAIN_MS) {
      try {
        return await turns.finish(arrived, outcome);
      } catch (error) {
        logger.warn({ err: error, conversation_id: arrived.conversationId }, 'answer_not_stored_yet');
        await pause(wait);
      }
    }
    await turns.finish(arrived, outcome);
  }

  function tell(
    { conversationId }: Arrived,
    { toolCalls, stopped, failure }: Outcome,
    told: { endedBy: EndedBy | undefined; failed: unknown; waited: number; duration: number },
  ) {
    const code = told.failed ? 'internal' : (failure?.code ?? stopped ?? undefined);
    metrics.assistantTurns.inc({ outcome: code ?? 'completed' });
    const line = {
      conversation_id: conversationId,
      model,
      duration_ms: Math.round(told.duration),
      waited_ms: Math.round(told.waited),
      tools: toolCalls.map(({ name }) => toolLabel(name)),
    };
    if (told.failed) logger.error({ ...line, code, err: told.failed }, 'assistant_turn_failed');
    else if (failure || stopped === 'steps') logger.warn({ ...line, code }, 'assistant_turn_failed');
    else if (stopped) logger.info({ ...line, reason: told.endedBy }, 'assistant_turn_cancelled');
    else logger.info(line, 'assistant_turn_completed');
  }

  return {
    info: { model, offline: isOffline(settings) },
    conversations,

    /**
     * Stores the message and gives it its place in the conversation.
     * @throws {HttpProblem} 404 for a conversation of somebody else, 429 when too many turns wait in it
     */
    async begin(userId: string, message: string, conversationId: string | undefined): Promise<Turn> {
      if (closing) {
        throw new HttpProblem(503, 'This server is shutting down: send it again.', {
          headers: { 'Retry-After': '1' },
          isMeant: true,
        });
      }
      return queue.inOrder(conversationId, async () => {
        const room = { holder: queue.holder, room: limits.waitingTurns };
        const arrived = await turns.arrive(userId, { message, conversationId, model }, room).catch(refuseGoneUser);
        if (arrived === 'absent') {
          throw new HttpProblem(404, 'There is no such conversation; it may have been deleted.');
        }
        if (arrived === 'full') {
          const detail = `${limits.waitingTurns} messages of this conversation wait for an answer already: wait for some.`;
          throw new HttpProblem(429, detail, { headers: { 'Retry-After': '5' } });
        }
        const place = queue.hold(arrived);
        const run = (watcher: Watcher, gone: AbortSignal) => {
          const stop = new AbortController();
          const end = (by: EndedBy) => stop.abort(new TurnEnd(by));
          listen(gone, () => end('left'));
          listen(place.lost, () => end('lost'));
          const turn = answer({ arrived, userId, question: message }, place, { watcher, stop });
          running.set(stop, turn);
          return turn.finally(() => running.delete(stop));
        };
        return { conversationId: arrived.conversationId, messageId: arrived.messageId, run };
      });
    },

    /** Loads what the first answer needs; it spares that one a quarter of a second. */
    async warm() {
      await (await load()).warm();
    },

    /** Takes no new turns; those that are under way may still end by themselves for a while. */
    stopSoon() {
      closing = true;
      setTimeout(() => {
        for (const stop of running.keys()) stop.abort(new TurnEnd('closing'));
      }, limits.closingMs).unref();
    },

    /** Resolves when the last turn is stored. */
    async close() {
      closing = true;
      await Promise.allSettled(running.values());
    },
  };
}
export type Assistant = ReturnType<typeof createAssistant>;

function listen(signal: AbortSignal, act: () => void) {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

const reasonOf = ({ reason }: AbortSignal): EndedBy => (reason instanceof TurnEnd ? reason.by : 'left');

const ourTools = new Set(['add_task', 'list_tasks', 'update_task', 'complete_task', 'delete_task']);
/** A model may make names up without end: neither measurements nor the log shall grow by them. */
const toolLabel = (name: string) => (ourTools.has(name) ? name : 'unknown');

/** The token outlives a deleted account by up to ten minutes; the foreign key then refuses the conversation. */
function refuseGoneUser(error: unknown): never {
  const { originalCode } =
    (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } }).meta?.driverAdapterError
      ?.cause ?? {};
  if (originalCode !== '23503') throw error;
  throw new HttpProblem(401, 'This account no longer exists.', { headers: { 'WWW-Authenticate': 'Bearer' } });
}

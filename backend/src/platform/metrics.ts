import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The program's measurements in a registry of its own, so that two apps in one process do not mix theirs. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests by method, route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    }),
    votes: new Counter({
      name: 'votes_accepted_total',
      help: 'Votes that were written to the stream, by option',
      labelNames: ['option'],
      registers: [registry],
    }),
    assistantTurns: new Counter({
      name: 'assistant_turns_total',
      help: 'Turns of the assistant, by how they ended',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    assistantToolCalls: new Counter({
      name: 'assistant_tool_calls_total',
      help: 'Tools that the assistant used, by tool and outcome',
      labelNames: ['tool', 'outcome'],
      registers: [registry],
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;

/** Says what this program is, in the labels of a measurement that is always 1. */
export function describeProgram({ registry }: Metrics, about: { version: string; schema: string; model: string }) {
  const help = 'Version of the program, the migration that its code expects, and the model of the assistant';
  new Gauge({ name: 'evenkeel_info', help, labelNames: Object.keys(about), registers: [registry] }).set(about, 1);
}

import { z } from 'zod';
import { HttpProblem } from '../../errors.ts';
import type { Api } from '../../platform/api.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { ReadinessReader } from './readiness.ts';

const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.record(z.string(), z.object({ status: z.enum(['ok', 'failed']), detail: z.string().optional() })),
    live_changes: z.string(),
  })
  .meta({ id: 'Health' });

const tag = 'operations';

/** /api/health and /health say whether requests can be served now, /livez only that the process lives. */
export function healthRoutes({ route }: Api, readiness: ReadinessReader, metrics: Metrics) {
  for (const path of ['/api/health', '/health']) {
    const summary = 'Ready: 200, or 503 with what is wrong';
    route('get', path, { summary, tag, otherStatus: 503, response: Health }, async ({ res }) => {
      const health = await readiness.read();
      res.set('Cache-Control', 'no-store');
      if (health.status === 'ok') return health;
      const failed = Object.entries(health.checks).filter(([, { status }]) => status === 'failed');
      const detail = failed.map(([name, check]) => `${name}: ${check.detail}`).join(' ');
      // Probes go on asking while the program ends.
      res.locals['problem'] = new HttpProblem(503, detail, { isMeant: 'program' in health.checks });
      res.status(503);
      return health;
    });
  }
  route(
    'get',
    '/livez',
    { summary: 'The process lives', tag, response: z.object({ status: z.literal('ok') }) },
    async () => ({ status: 'ok' as const }),
  );
  route(
    'get',
    '/metrics',
    { summary: "Measurements in Prometheus' format", tag, streams: 'text/plain' },
    async ({ res }) => void res.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

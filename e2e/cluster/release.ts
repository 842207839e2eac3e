import type { Image } from './images.ts';
import type { Chart } from './render.ts';

/** What a chart is given, as in its values.yaml. */
export type Values = Record<string, unknown>;

const little = { requests: { cpu: '10m', memory: '32Mi' } };

/** Values of a copy beside others: little is reserved for it, and its addresses are its own. Limits stay the chart's. */
export function valuesFor(
  chart: Chart,
  { ports, images }: { ports: { frontend: number; backend: number }; images: Record<'backend' | 'frontend', Image> },
): Values {
  const [frontend, backend] = [`http://localhost:${ports.frontend}`, `http://localhost:${ports.backend}`];
  switch (chart) {
    case 'data':
      return { postgres: { resources: little }, redis: { resources: little } };
    case 'backend':
      return {
        image: images.backend,
        service: { nodePort: ports.backend },
        config: { BETTER_AUTH_URL: frontend, CORS_ORIGINS: frontend, TRUSTED_ORIGINS: frontend },
        resources: little,
        worker: { resources: little },
        migrate: { resources: little },
      };
    case 'frontend':
      return {
        image: images.frontend,
        service: { nodePort: ports.frontend },
        config: { NEXT_PUBLIC_BACKEND_URL: backend },
        resources: little,
      };
  }
}

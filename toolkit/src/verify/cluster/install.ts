import { randomBytes } from 'node:crypto';
import type { ChartName } from './chart.ts';
import { charts } from './chart.ts';
import type { Programs } from './programs.ts';
import { whyItFailed } from './programs.ts';

/** Secrets of a copy of verify's own. */
export interface Secrets {
  postgresPassword: string;
  authSecret: string;
  demoPassword: string;
}

export function newSecrets(): Secrets {
  const random = (bytes: number) => randomBytes(bytes).toString('hex');
  return { postgresPassword: random(24), authSecret: random(32), demoPassword: random(12) };
}

export interface Addresses {
  frontend: number;
  backend: number;
  /** At which address pods reach this machine. */
  here: string | undefined;
}

/** Makes the Secrets that the charts read. They go through stdin: other users of the machine can see command lines. */
export async function makeSecrets({ ask }: Programs, secrets: Secrets, { frontend }: Addresses): Promise<void> {
  const { postgresPassword, authSecret, demoPassword } = secrets;
  const all = {
    'data-secrets': { 'postgres-password': postgresPassword },
    'backend-secrets': {
      'database-url': `postgresql://app:${postgresPassword}@postgres:5432/app`,
      'auth-secret': authSecret,
      'auth-url': `http://localhost:${frontend}`,
      'openai-api-key': '',
      'demo-password': demoPassword,
    },
    'frontend-secrets': { 'auth-secret': authSecret },
  };
  const items = Object.entries(all).map(([name, stringData]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    stringData,
  }));
  await ask(['create', '--filename', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
}

/** Installs the three charts, side by side: nothing of them has to be there before the rest. */
export async function installCharts(programs: Programs, addresses: Addresses): Promise<void> {
  const values = valuesOf(addresses);
  await Promise.all(
    charts.map(async (chart) => {
      const args = ['install', chart, `helm/${chart}`, '--values', '-'];
      const said = await programs.helm(args, { input: JSON.stringify(values[chart]) });
      if (said.code !== 0) throw whyItFailed('helm', args, said, programs);
    }),
  );
}

/** Little CPU is asked for, so that a copy fits beside the app that runs; the limits are the charts' own. */
const requests = { requests: { cpu: '10m' } };
/**
 * A start is seen as soon as it is there. A pod that is unwell stays among those that are asked for half a minute, so that
 * what it says can be heard from outside.
 */
const readiness = { initialDelaySeconds: 1, periodSeconds: 1, failureThreshold: 30 };

export function valuesOf({ frontend, backend, here }: Addresses): Record<ChartName, object> {
  const frontendUrl = `http://localhost:${frontend}`;
  const egress = [
    { ports: [{ port: 443 }] },
    { ports: [{ port: 5432 }] },
    ...(here === undefined ? [] : [{ to: [{ ipBlock: { cidr: `${here}/32` } }] }]),
  ];
  return {
    data: { postgres: { resources: requests }, redis: { resources: requests } },
    backend: {
      service: { nodePort: backend },
      config: { BETTER_AUTH_URL: frontendUrl, CORS_ORIGINS: frontendUrl, TRUSTED_ORIGINS: frontendUrl },
      seed: { enabled: true },
      probes: { readiness },
      resources: requests,
      worker: { resources: requests },
      migrate: { resources: requests },
      networkPolicy: { egress },
    },
    frontend: {
      service: { nodePort: frontend },
      config: { NEXT_PUBLIC_BACKEND_URL: `http://localhost:${backend}` },
      probes: { readiness },
      resources: requests,
    },
  };
}

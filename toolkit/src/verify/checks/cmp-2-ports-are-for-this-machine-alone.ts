import { z } from 'zod';
import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { composeOf } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import type { Container } from '../compose/container.ts';

/** By service: where it listens, and where it is published unless something else is said. */
const PORTS: Record<string, { port: number; usual: number }> = {
  frontend: { port: 3000, usual: 3000 },
  backend: { port: 8000, usual: 8000 },
  postgres: { port: 5432, usual: 5434 },
};

const config = z.object({
  services: z.record(
    z.string(),
    z.object({
      ports: z.array(z.object({ published: z.string().optional(), host_ip: z.string().optional() })).optional(),
    }),
  ),
});

export interface PortFacts {
  containers: Pick<Container, 'service' | 'published'>[];
  /** What the compose file publishes where no variable says something else. */
  usual: Record<string, number>;
}

export const portsAreForThisMachineAlone = defineCheck({
  id: 'CMP-2',
  title: 'Ports are for this machine alone',
  runtimes: ['compose'],

  async gather(context): Promise<PortFacts> {
    const project = composeOf(context);
    const { services } = config.parse(
      JSON.parse(await project.config({ FRONTEND_PORT: '', BACKEND_PORT: '', POSTGRES_PORT: '' })),
    );
    const usual = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map(({ published }) => [name, Number(published)] as const),
    );
    return { containers: await project.containers(), usual: Object.fromEntries(usual) };
  },

  judge: judgePorts,

  saw: ({ containers }) =>
    containers
      .flatMap(({ service, published }) => published.map(({ hostIp, hostPort }) => `${service} ${hostIp}:${hostPort}`))
      .join(', '),
});

export function judgePorts({ containers, usual }: PortFacts): Finding[] {
  const all = containers.flatMap(({ service, published }) => published.map((each) => ({ service, ...each })));
  return [
    ...all.flatMap(({ service, hostIp, hostPort, port }) => [
      ...unless(
        hostIp === '127.0.0.1' || hostIp === '::1',
        `${service} is published for this machine alone.`,
        `127.0.0.1:${hostPort}`,
        `${hostIp}:${hostPort}`,
      ),
      ...unless(
        service in PORTS,
        `Only ${Object.keys(PORTS).join(', ')} are published.`,
        'no other',
        `${service}, port ${port}`,
      ),
    ]),
    ...Object.entries(PORTS).flatMap(([service, { port, usual: wanted }]) => [
      ...unless(
        all.some((each) => each.service === service && each.port === port),
        `${service} is published.`,
        `its port ${port}`,
        'it is not',
      ),
      ...unless(
        usual[service] === wanted,
        `${service} is at its usual port if nothing else is said.`,
        `port ${wanted}`,
        `port ${usual[service] ?? 'of no kind'}`,
        'docker compose config',
      ),
    ]),
  ];
}

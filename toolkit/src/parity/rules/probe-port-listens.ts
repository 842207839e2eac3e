import { defineRule } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const probePortListens = defineRule({
  id: 'probe-port-listens',
  title: 'A probe asks a port that the program listens on.',
  category: 'healthcheck',
  why: 'A probe of a port that nobody listens on never succeeds: the pod never becomes ready, or is started anew for ever.',
  agrees: example(8080),
  drifts: example(8081),
  judgePair({ compose, cluster }) {
    const open = new Set([...compose.ports, ...cluster.ports].map(({ number }) => number));
    if (open.size === 0) return [];
    const wrong = cluster.probes.find(
      ({ look }) => look.kind !== 'exec' && look.port !== undefined && !open.has(look.port),
    );
    if (!wrong || wrong.look.kind === 'exec') return [];
    return [
      {
        service: compose.name,
        key: 'healthcheck.port',
        severity: 'warning' as const,
        message: `The ${wrong.role} probe asks port ${wrong.look.port}, and neither side names that port: they name ${[...open].join(', ')}. If nobody listens there, the pod never becomes well.`,
        fix: `Set the probe's port to one of ${[...open].join(', ')}, or declare ${wrong.look.port}.`,
        compose: { at: compose.ports[0]?.at ?? compose.at, value: [...open].join(', ') },
        cluster: { at: wrong.at, value: `port ${wrong.look.port}` },
      },
    ];
  },
});

function example(port: number) {
  return {
    compose: `services:\n  web:\n    image: web:1\n    ports: [8080:8080]\n    healthcheck: { test: [CMD, check] }\n`,
    cluster: deployment('web', [
      'image: web:1',
      'ports: [{ containerPort: 8080 }]',
      `readinessProbe: { tcpSocket: { port: ${port} } }`,
    ]),
  };
}

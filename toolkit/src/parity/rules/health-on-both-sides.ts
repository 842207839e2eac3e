import { useOf } from '../sources/uses.ts';
import type { Look, Probe, Service } from '../model.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { withoutSecrets } from '../secret-values.ts';
import { deployment } from '../rule-examples.ts';

export const healthOnBothSides = defineRule({
  id: 'health-on-both-sides',
  title: 'Where one side looks whether a service is well, the other does too, at the same place.',
  category: 'healthcheck',
  why: 'Without a look, one side sends requests to a program that is not ready or hangs, and the other does not. A look at another port or path may fail where the program is well, and the other way round.',
  agrees: example("[CMD, curl, -f, 'http://localhost:8080/health']", 8080),
  drifts: example("[CMD, curl, -f, 'http://localhost/health']", 8080),
  judgePair({ compose, cluster }) {
    const [health] = compose.probes;
    const [first] = cluster.probes;
    if (!health && !first) return [];
    const said = { service: compose.name, key: 'healthcheck', severity: 'warning' as const };
    if (!health || !first) {
      const message = health
        ? 'Compose looks whether it is well, the cluster does not: there it gets requests before it is ready, and nobody notices when it hangs.'
        : 'The cluster looks whether it is well, Compose does not: there what depends on it starts too early, and nobody notices when it hangs.';
      const fix = health
        ? `Add readinessProbe and livenessProbe to ${workload(cluster)}.`
        : `Add a healthcheck to the service ${compose.name}.`;
      return [
        {
          ...said,
          message,
          fix,
          compose: saidOf(health) ?? saidBy(compose),
          cluster: saidOf(first) ?? saidBy(cluster),
        },
      ];
    }
    const problem = difference(health, cluster.probes);
    if (
      !problem ||
      (problem.key === 'healthcheck.port' &&
        listensAt(compose, health, compose) &&
        listensAt(cluster, problem.probe, compose))
    )
      return [];
    const { probe, ...differing } = problem;
    return [
      {
        ...said,
        ...differing,
        compose: { at: health.at, value: words(health.look) },
        cluster: saidOf(probe) ?? saidBy(cluster),
      },
    ];
  },
});

const saidOf = (probe: Probe | undefined) => probe && { at: probe.at, value: words(probe.look) };

/** Commands are not understood, so only ports and paths are compared; one probe that agrees is enough. */
function difference({ look }: Probe, probes: Probe[]) {
  if (look.kind === 'exec' || look.port === undefined) return undefined;
  const others = probes.filter((probe) => probe.look.kind !== 'exec' && probe.look.port !== undefined);
  const [first] = others;
  if (!first) return undefined;
  const portOf = (other: Look) => (other.kind === 'exec' ? undefined : other.port);
  const samePort = others.filter((probe) => portOf(probe.look) === look.port);
  if (samePort.length === 0) {
    return {
      probe: first,
      key: 'healthcheck.port',
      message: `Compose asks port ${look.port}, the cluster asks port ${portOf(first.look)}: one of them asks where nobody may listen.`,
      fix: 'Ask the port that the program listens on, on both sides.',
    };
  }
  const paths = samePort.flatMap((probe) => (probe.look.kind === 'http' ? [probe.look.path] : []));
  if (look.kind !== 'http' || paths.length === 0 || paths.some((path) => plain(path) === plain(look.path)))
    return undefined;
  return {
    probe: samePort[0],
    key: 'healthcheck.path',
    message: `Compose asks ${look.path}, the cluster asks ${paths[0]}: they may judge the same state differently.`,
    fix: 'Ask the same path on both sides.',
  };
}

/** Whether a variable such as PORT, or the program's own default of it, says that it listens where it is asked. */
function listensAt({ variables }: Service, probe: Probe | undefined, program: Service): boolean {
  const look = probe?.look;
  const port = !look || look.kind === 'exec' || look.port === undefined ? undefined : `${look.port}`;
  const values = [...variables].flatMap(([name, { value }]) => (/(?:^|_)PORT$/.test(name) ? (value ?? []) : []));
  return (
    port !== undefined &&
    (values.includes(port) || (!variables.has('PORT') && useOf('PORT', program)?.fallback === port))
  );
}

const plain = (path: string) => path.replace(/[?#].*$/, '').replace(/(.)\/$/, '$1');

function words(look: Look): string {
  if (look.kind === 'exec') return withoutSecrets(look.words.join(' ')).slice(0, 120);
  return look.kind === 'http' ? `http, port ${look.port ?? '?'}, ${look.path}` : `tcp, port ${look.port ?? '?'}`;
}

function example(test: string, port: number) {
  return {
    compose: `services:\n  web:\n    image: web:1\n    healthcheck: { test: ${test} }\n`,
    cluster: deployment('web', [
      'image: web:1',
      `ports: [{ name: http, containerPort: ${port} }]`,
      'readinessProbe: { httpGet: { path: /health, port: http } }',
    ]),
  };
}

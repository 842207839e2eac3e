import type { Finding } from '../check.ts';
import { unless } from '../found.ts';
import type { Container, Objects, Probe, Workload } from './objects.ts';
import { isReady, named, quantity } from './objects.ts';

/** What a row says of the workload of a chart, as it is for whoever sets nothing. */
export interface Row {
  name: 'frontend' | 'backend';
  replicas: number;
  nodePort: number;
  limits: { cpu: string; memory: string };
  /** Seconds before the first, and between two. */
  liveness: readonly [number, number];
  readiness: readonly [number, number];
  config: string;
  /** By the Secret that has it. */
  keys: { secret: string; variable: string; key: string; mayBeMissing?: boolean }[];
}

/** What is there in whatever installation: its wiring, and that limits and probes are set at all. */
export function judgeWiring(row: Row, objects: Objects, isRunning = true): Finding[] {
  const { name } = row;
  const where = `deployment/${name}`;
  const deployment = named(objects.deployments, name);
  const [container] = deployment?.spec.template.spec.containers ?? [];
  if (!deployment || !container) return unless(false, `There is a Deployment ${name}.`, name, 'none');
  const ready = objects.pods.filter((pod) => pod.metadata.labels['app'] === name && isReady(pod)).length;
  const { replicas } = deployment.spec;
  return [
    ...unless(
      labelOf(deployment) === name,
      `Its pods have the label app=${name}.`,
      `app=${name}`,
      `app=${labelOf(deployment)}`,
      where,
    ),
    ...(isRunning
      ? unless(
          ready >= Math.max(1, replicas),
          `All pods of the ${name} are ready.`,
          `${Math.max(1, replicas)} or more`,
          `${ready}`,
          where,
        )
      : []),
    ...['cpu', 'memory'].flatMap((amount) =>
      unless(
        quantity(container.resources.limits[amount]) > 0,
        `The ${name} has a limit of ${amount}.`,
        'a limit',
        'none',
        where,
      ),
    ),
    ...unless(
      container.livenessProbe?.httpGet?.path === '/livez',
      `Kubernetes asks the ${name} whether it lives.`,
      'a liveness probe of /livez',
      shownPath(container.livenessProbe),
      where,
    ),
    ...unless(
      container.readinessProbe?.httpGet?.path === '/api/health',
      `Kubernetes asks the ${name} whether it is ready.`,
      'a readiness probe of /api/health',
      shownPath(container.readinessProbe),
      where,
    ),
    ...judgeService(row, objects),
    ...judgeConfig(row, container, objects),
  ];
}

function judgeService({ name }: Row, { services }: Objects): Finding[] {
  const service = named(services, name);
  const selector = Object.entries(service?.spec.selector ?? {}).map((pair) => pair.join('='));
  const what = `The service ${name} leads to its pods.`;
  return unless(
    selector.join() === `app=${name}`,
    what,
    `the selector app=${name}`,
    selector.join() || 'none',
    `service/${name}`,
  );
}

function judgeConfig({ name, config, keys }: Row, container: Container, { configMaps }: Objects): Finding[] {
  const where = `deployment/${name}`;
  const isRead = container.envFrom.some(({ configMapRef }) => configMapRef?.name === config);
  return [
    ...unless(
      named(configMaps, config) !== undefined && isRead,
      `Its settings are in the config map ${config}.`,
      config,
      isRead ? 'no such config map' : 'not read',
      where,
    ),
    ...keys.flatMap(({ secret, variable, key }) => {
      const from = container.env.find((each) => each.name === variable)?.valueFrom?.secretKeyRef;
      const came = from ? `${from.name}, ${from.key}` : 'not from a secret';
      return unless(
        from?.name === secret && from.key === key,
        `${variable} comes from a secret.`,
        `${secret}, ${key}`,
        came,
        where,
      );
    }),
  ];
}

/** The Secrets that a workload reads have what it needs. */
export function judgeKeys({ keys }: Row, known: ReadonlyMap<string, readonly string[] | undefined>): Finding[] {
  return keys
    .filter(({ mayBeMissing }) => !mayBeMissing)
    .flatMap(({ secret, key }) => {
      const there = known.get(secret);
      const came = there ? `only ${there.join(', ') || 'an empty secret'}` : 'no such secret';
      return unless(there?.includes(key) ?? false, `The secret ${secret} has its keys.`, key, came, `secret/${secret}`);
    });
}

/** Sizes as the row says, to be held by a copy of verify's own. */
export function judgeSizes({ name, replicas, limits }: Row, { deployments }: Objects): Finding[] {
  const where = `deployment/${name}`;
  const deployment = named(deployments, name);
  const given = deployment?.spec.template.spec.containers[0]?.resources.limits ?? {};
  return [
    ...unless(
      deployment?.spec.replicas === replicas,
      `There are as many of the ${name} as the row says.`,
      `${replicas}`,
      `${deployment?.spec.replicas}`,
      where,
    ),
    ...Object.entries(limits).flatMap(([amount, wanted]) =>
      unless(
        quantity(given[amount]) === quantity(wanted),
        `The ${name}'s limit of ${amount} is the row's.`,
        wanted,
        given[amount] ?? 'none',
        where,
      ),
    ),
  ];
}

/** The rest of the row's figures: those that are a copy's own affair. */
export function judgeFigures(
  { name, nodePort, liveness, readiness }: Row,
  { deployments, services }: Objects,
): Finding[] {
  const [container] = named(deployments, name)?.spec.template.spec.containers ?? [];
  const service = named(services, name)?.spec;
  const at = service?.ports[0]?.nodePort;
  return [
    ...unless(
      service?.type === 'NodePort' && at === nodePort,
      `The service ${name} is at its NodePort.`,
      `NodePort ${nodePort}`,
      `${service?.type} ${at ?? ''}`.trim(),
    ),
    ...unless(
      isAsked(container?.livenessProbe, liveness),
      `Liveness of the ${name} is asked for as the row says.`,
      shownTimes(liveness),
      shownProbe(container?.livenessProbe),
    ),
    ...unless(
      isAsked(container?.readinessProbe, readiness),
      `Readiness of the ${name} is asked for as the row says.`,
      shownTimes(readiness),
      shownProbe(container?.readinessProbe),
    ),
  ];
}

const labelOf = ({ spec }: Workload) => spec.template.metadata.labels['app'];
const shownPath = (probe: Probe | undefined) => (probe ? (probe.httpGet?.path ?? 'a probe of another kind') : 'none');
const shownTimes = ([delay, period]: readonly [number, number]) => `after ${delay} s, every ${period} s`;
const shownProbe = (probe: Probe | undefined) =>
  probe ? shownTimes([probe.initialDelaySeconds, probe.periodSeconds]) : 'none';
const isAsked = (probe: Probe | undefined, [delay, period]: readonly [number, number]) =>
  probe?.initialDelaySeconds === delay && probe.periodSeconds === period;

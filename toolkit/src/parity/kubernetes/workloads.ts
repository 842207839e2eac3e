import { bareService } from '../bare-service.ts';
import { capability, present } from '../compose/services.ts';
import { lookOf } from '../look.ts';
import type {
  Limits,
  Look,
  Place,
  Port,
  Probe,
  Security,
  Service,
  Side,
  Sourced,
  Unknown,
  Variable,
} from '../model.ts';
import { quantity } from '../units.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { at, isTrue, itemsOf, mapOf, numberOf, sourcedText, textOf } from '../yaml/read.ts';
import { secretMadeOf } from './made-secrets.ts';
import { mountsOf } from './mounts.ts';
import type { KubeObject } from './objects.ts';
import { selects, textsOf } from './objects.ts';
import { operatedBy } from './operators.ts';
import type { SubChart } from './sub-charts.ts';
import type { Find } from './variables.ts';
import { expanded, variablesOf } from './variables.ts';

const PUBLIC = ['NodePort', 'LoadBalancer'];
const ONCE = ['Job', 'CronJob'];

/** What a cluster would run of these objects: each container of each workload. */
export function readWorkloads(
  objects: readonly KubeObject[],
  unknown: Unknown[],
  missing: readonly SubChart[] = [],
): Side {
  const find: Find = (kind, name) =>
    objects.findLast((object) => object.kind === kind && object.name === name) ??
    (kind === 'Secret' ? objects.findLast((object) => secretMadeOf(object) === name) : undefined);
  const services = objects.filter(({ kind }) => kind === 'Service');
  const side: Side = {
    name: 'cluster',
    services: [],
    otherNames: [],
    unknown: [...unknown],
    isPartial: unknown.some(({ part }) => part === undefined),
    unread: missing.map(unreadService),
  };
  const taken = new Set<KubeObject>();
  for (const object of lastOfEach(objects)) {
    const template = templateOf(object);
    const pod = mapOf(at(template, 'spec'));
    const operated = operatedBy(object);
    if (operated) {
      side.unread.push(unreadService(operated));
      side.otherNames.push(...operated.hostNames);
      side.unknown.push({
        at: object.at,
        part: object.name,
        message: `${object.kind} ${object.name} is run by an operator: what that makes of it is not in the files`,
      });
    }
    if (!template || !pod) continue;
    const labels = textsOf(at(template, 'metadata', 'labels'));
    const chosen = services.filter(({ value }) => selects(textsOf(at(value, 'spec', 'selector')), labels));
    for (const service of chosen) taken.add(service);
    // What ends by itself answers nobody, though its labels may be those of a service.
    const own = ONCE.includes(object.kind) ? [] : chosen;
    for (const container of itemsOf(at(pod, 'containers')))
      side.services.push(containerOf(object, pod, container, own, find));
    for (const container of itemsOf(at(pod, 'initContainers')))
      side.services.push({ ...containerOf(object, pod, container, [], find), ...begins(container) });
  }
  // Services that lead out of the cluster, or to pods that are made elsewhere.
  side.otherNames.push(
    ...services.filter((service) => !taken.has(service)).flatMap(({ name }) => name),
    ...missing.flatMap(({ hostNames }) => hostNames),
  );
  return side;
}

/** What two files say of one object, the later says alone, as when both are applied. */
function lastOfEach(objects: readonly KubeObject[]): KubeObject[] {
  const key = ({ kind, name, value }: KubeObject) => [kind, name, textOf(at(value, 'metadata', 'namespace'))].join('/');
  return [...new Map(objects.map((object) => [key(object), object])).values()];
}

/** An init container that is started anew for ever goes on beside the others: a sidecar. */
const begins = (container: Value) =>
  textOf(at(container, 'restartPolicy')) === 'Always' ? {} : { isInit: true, runsOnce: true };

/** A service of a chart that is not there. */
const unreadService = ({ name, at: place, hostNames, program = name }: SubChart & { program?: string }): Service =>
  bareService({ side: 'cluster', name, kind: 'Chart', at: place, hostNames, image: { value: program, at: place } });

/** The template of the pods that an object makes; the object itself where it is a pod. */
function templateOf({ kind, value }: KubeObject): Mapping | undefined {
  if (kind === 'Pod') return value;
  if (kind === 'CronJob') return mapOf(at(value, 'spec', 'jobTemplate', 'spec', 'template'));
  const template = mapOf(at(value, 'spec', 'template'));
  return at(template, 'spec', 'containers') ? template : undefined;
}

function containerOf(object: KubeObject, pod: Mapping, container: Value, services: KubeObject[], find: Find): Service {
  const { kind, name, value } = object;
  const claims = itemsOf(at(value, 'spec', 'volumeClaimTemplates')).flatMap(
    (claim) => textOf(at(claim, 'metadata', 'name')) ?? [],
  );
  const ports = portsOf(container, services);
  const { variables, unread } = variablesOf(container, find);
  const listOf = wordsWith(variables);
  const replicas = at(value, 'spec', 'replicas');
  const count = numberOf(replicas);
  return {
    side: 'cluster',
    name,
    kind,
    container: textOf(at(container, 'name')) ?? name,
    at: object.at,
    hostNames: services.map((service) => service.name),
    isOptional: false,
    runsOnce: ONCE.includes(kind),
    isInit: false,
    image: sourcedText(at(container, 'image')),
    build: undefined,
    entrypoint: listOf(at(container, 'command')),
    command: listOf(at(container, 'args')),
    variables,
    unread,
    ports: ports.all,
    mounts: mountsOf(container, pod, new Set(claims)),
    probes: probesOf(container, ports.byName, listOf),
    isHealthDisabled: false,
    limits: limitsOf(container),
    security: securityOf(container, pod),
    replicas: replicas && count !== undefined ? { value: count, at: replicas.at } : undefined,
    watch: [],
    after: [],
  };
}

/** The words of a command, in which Kubernetes puts what $(NAME) stands for; what a Secret gives stays a name here. */
function wordsWith(variables: ReadonlyMap<string, Variable>) {
  const open = new Map([...variables].filter(([, { from }]) => from !== 'secret'));
  return (value: Value | undefined): Sourced<string[]> | undefined =>
    value?.kind === 'list'
      ? { value: value.items.map((item) => expanded(textOf(item) ?? '', open)), at: value.at }
      : undefined;
}

/** The ports that a container declares, and those that a Service leads to. */
function portsOf(container: Value, services: KubeObject[]): { all: Port[]; byName: Map<string, number> } {
  const byName = new Map<string, number>();
  const all: Port[] = itemsOf(at(container, 'ports')).flatMap((port) => {
    const number = numberOf(at(port, 'containerPort'));
    if (number === undefined) return [];
    const name = textOf(at(port, 'name'));
    if (name !== undefined) byName.set(name, number);
    const published = numberOf(at(port, 'hostPort'));
    return [{ at: port.at, number, protocol: protocolOf(port), isPublished: published !== undefined, published }];
  });
  for (const { value: service } of services) {
    const isPublic = PUBLIC.includes(textOf(at(service, 'spec', 'type')) ?? '');
    for (const port of itemsOf(at(service, 'spec', 'ports'))) {
      const target = textOf(at(port, 'targetPort')) ?? textOf(at(port, 'port')) ?? '';
      const number = byName.get(target) ?? numberOf(at(port, 'targetPort') ?? at(port, 'port'));
      if (number === undefined) continue;
      // A Service without an address gives those of its pods, where the container's own port is asked.
      const isHeadless = textOf(at(service, 'spec', 'clusterIP')) === 'None';
      const servicePort = isHeadless ? number : numberOf(at(port, 'port'));
      const published = isPublic ? (numberOf(at(port, 'nodePort')) ?? servicePort) : undefined;
      all.push({ at: port.at, number, protocol: protocolOf(port), isPublished: isPublic, published, servicePort });
    }
  }
  return { all, byName };
}

function protocolOf(port: Value): Port['protocol'] {
  const text = (textOf(at(port, 'protocol')) ?? 'TCP').toLowerCase();
  return text === 'udp' || text === 'sctp' ? text : 'tcp';
}

/** What is asked, rather than the probe around it. */
function placeOfLook(probe: Value): Place {
  const kinds = ['httpGet', 'tcpSocket', 'grpc', 'exec'].flatMap((key) => at(probe, key) ?? []);
  const [kind = probe] = kinds;
  return (at(kind, 'port') ?? kind).at;
}

type ListOf = ReturnType<typeof wordsWith>;

function probesOf(container: Value, ports: ReadonlyMap<string, number>, listOf: ListOf): Probe[] {
  return (['startup', 'readiness', 'liveness'] as const).flatMap((role) => {
    const probe = at(container, `${role}Probe`);
    const look = probe && lookOfProbe(probe, ports, listOf);
    return probe && look ? [{ at: placeOfLook(probe), role, look }] : [];
  });
}

function lookOfProbe(probe: Value, ports: ReadonlyMap<string, number>, listOf: ListOf): Look | undefined {
  const portOf = (value: Value | undefined) => ports.get(textOf(value) ?? '') ?? numberOf(value);
  const [http, tcp, grpc] = ['httpGet', 'tcpSocket', 'grpc'].map((key) => at(probe, key));
  if (http) return { kind: 'http', port: portOf(at(http, 'port')), path: textOf(at(http, 'path')) ?? '/' };
  if (tcp ?? grpc) return { kind: 'tcp', port: portOf(at(tcp ?? grpc, 'port')) };
  const command = listOf(at(probe, 'exec', 'command'));
  return command && lookOf(command.value);
}

function limitsOf(container: Value): Limits {
  const read = (key: string) => {
    const value = at(container, 'resources', 'limits', key);
    const amount = quantity(textOf(value) ?? '');
    return value && amount !== undefined ? { value: amount, at: value.at } : undefined;
  };
  return present<Limits>({ cpu: read('cpu'), memory: read('memory') });
}

/** What a container says wins over what its pod says. */
function securityOf(container: Value, pod: Mapping): Security {
  const own = at(container, 'securityContext');
  const first = (key: string) => at(own, key) ?? at(pod, 'securityContext', key);
  const flag = (value: Value | undefined) => value && { value: isTrue(value), at: value.at };
  const capabilities = (key: string) => {
    const value = at(own, 'capabilities', key);
    return value && { value: itemsOf(value).map((item) => capability(textOf(item) ?? '')), at: value.at };
  };
  return present<Security>({
    user: sourcedText(first('runAsUser')),
    isPrivileged: flag(at(own, 'privileged')),
    isReadOnlyRoot: flag(at(own, 'readOnlyRootFilesystem')),
    capAdd: capabilities('add'),
    capDrop: capabilities('drop'),
  });
}

import { capability, present } from '../compose/services.ts';
import { lookOf } from '../look.ts';
import type { Limits, Look, Port, Probe, Security, Service, Side, Sourced, Unknown } from '../model.ts';
import { quantity } from '../units.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { at, isTrue, itemsOf, mapOf, numberOf, sourcedText, textOf } from '../yaml/read.ts';
import { mountsOf } from './mounts.ts';
import type { KubeObject } from './objects.ts';
import { selects, textsOf } from './objects.ts';
import type { Find } from './variables.ts';
import { variablesOf } from './variables.ts';

const PUBLIC = ['NodePort', 'LoadBalancer'];

/** What a cluster would run of these objects: each container of each workload. */
export function readWorkloads(objects: readonly KubeObject[], unknown: Unknown[]): Side {
  const find: Find = (kind, name) => objects.findLast((object) => object.kind === kind && object.name === name);
  const services = objects.filter(({ kind }) => kind === 'Service');
  const side: Side = {
    name: 'cluster',
    services: [],
    otherNames: [],
    unknown: [...unknown],
    isPartial: unknown.length > 0,
  };
  const taken = new Set<KubeObject>();
  for (const object of objects) {
    const template = templateOf(object);
    const pod = mapOf(at(template, 'spec'));
    if (!template || !pod) continue;
    const labels = textsOf(at(template, 'metadata', 'labels'));
    const own = services.filter(({ value }) => selects(textsOf(at(value, 'spec', 'selector')), labels));
    for (const service of own) taken.add(service);
    for (const container of itemsOf(at(pod, 'containers')))
      side.services.push(containerOf(object, pod, container, own, find));
  }
  // Services that lead out of the cluster, or to pods that are made elsewhere.
  side.otherNames = services.filter((service) => !taken.has(service)).flatMap(({ name }) => name);
  return side;
}

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
    runsOnce: ['Job', 'CronJob'].includes(kind),
    image: sourcedText(at(container, 'image')),
    build: undefined,
    entrypoint: listOf(at(container, 'command')),
    command: listOf(at(container, 'args')),
    ...variablesOf(container, find),
    ports: ports.all,
    mounts: mountsOf(container, pod, new Set(claims)),
    probes: probesOf(container, ports.byName),
    isHealthDisabled: false,
    limits: limitsOf(container),
    security: securityOf(container, pod),
    replicas: replicas && count !== undefined ? { value: count, at: replicas.at } : undefined,
  };
}

const listOf = (value: Value | undefined): Sourced<string[]> | undefined =>
  value?.kind === 'list' ? { value: value.items.map((item) => textOf(item) ?? ''), at: value.at } : undefined;

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
      const servicePort = numberOf(at(port, 'port'));
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

function probesOf(container: Value, ports: ReadonlyMap<string, number>): Probe[] {
  return (['startup', 'readiness', 'liveness'] as const).flatMap((role) => {
    const probe = at(container, `${role}Probe`);
    const look = probe && lookOfProbe(probe, ports);
    return probe && look ? [{ at: probe.at, role, look }] : [];
  });
}

function lookOfProbe(probe: Value, ports: ReadonlyMap<string, number>): Look | undefined {
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

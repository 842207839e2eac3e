import type { After, Build, Limits, Port, Probe, Security, Side, Sourced, Watch } from '../model.ts';
import { lookOf } from '../look.ts';
import { secretIn } from '../secret-values.ts';
import { dockerBytes } from '../units.ts';
import { splitWords } from '../words.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { at, isEmpty, isTrue, itemsOf, mapOf, numberOf, sourcedText, textOf } from '../yaml/read.ts';
import type { ComposeTree } from './load.ts';
import { mountsOf } from './mounts.ts';
import { exposedPorts, publishedPorts } from './ports.ts';
import { variablesOf } from './variables.ts';

/**
 * What Compose would run.
 * @param profiles those that are active; none: as COMPOSE_PROFILES says
 */
export function readCompose({ root, lookup, asked, unknown }: ComposeTree, profiles: readonly string[]): Side {
  const side: Side = {
    name: 'compose',
    services: [],
    otherNames: [],
    unknown: [...unknown],
    isPartial: unknown.some(({ part }) => part === undefined),
    unread: [],
  };
  // As with the engine: options, else the variable.
  const active =
    profiles.length > 0 ? profiles : (lookup('COMPOSE_PROFILES') ?? '').split(',').map((name) => name.trim());
  const all = [...(mapOf(at(root, 'services'))?.entries ?? [])];
  const awaited = new Set(
    all.flatMap(([, service]) =>
      afterOf(service)
        .filter(isCompleted)
        .map(({ name }) => name),
    ),
  );
  if (all.length === 0 && unknown.length === 0) notRead(side, root, 'there is no service in it');
  const asNames = secretsAsNames(asked, lookup);
  for (const [name, value] of all) {
    if (value.kind !== 'map') {
      notRead(side, value, `the service ${name} has no keys such as image or build`);
      continue;
    }
    const own = itemsOf(at(value, 'profiles')).flatMap((profile) => textOf(profile) ?? []);
    const isActive = own.length === 0 || active.includes('*') || own.some((profile) => active.includes(profile));
    const { variables, unread, unknown: unreadable } = variablesOf(value, lookup, asked);
    side.unknown.push(...unreadable);
    side.services.push({
      side: 'compose',
      name,
      kind: 'service',
      container: textOf(at(value, 'container_name')) ?? name,
      at: value.at,
      hostNames: hostNames(name, value),
      isOptional: !isActive,
      runsOnce: awaited.has(name) || textOf(at(value, 'restart')) === 'no',
      isInit: false,
      image: imageOf(at(value, 'image')),
      build: buildOf(at(value, 'build')),
      entrypoint: wordsOf(at(value, 'entrypoint'), asNames),
      command: wordsOf(at(value, 'command'), asNames),
      variables,
      unread,
      ports: once([
        ...itemsOf(at(value, 'ports')).flatMap((item) => publishedPorts(item) ?? notAPort(item, side)),
        ...itemsOf(at(value, 'expose')).flatMap((item) => exposedPorts(item) ?? notAPort(item, side)),
      ]),
      mounts: mountsOf(value, root),
      probes: probesOf(at(value, 'healthcheck'), asNames),
      isHealthDisabled: isDisabled(at(value, 'healthcheck')),
      limits: limitsOf(value),
      security: securityOf(value),
      replicas: countOf(at(value, 'deploy', 'replicas') ?? at(value, 'scale')),
      watch: itemsOf(at(value, 'develop', 'watch')).flatMap(watchOf),
      after: afterOf(value),
    });
  }
  return side;
}

function notRead(side: Side, { at: place }: Value, message: string): void {
  side.unknown.push({ at: place, message });
  side.isPartial = true;
}

/** Files that are merged may say the same port twice. */
function once(ports: Port[]): Port[] {
  const key = ({ number, protocol, isPublished, published }: Port) => [number, protocol, isPublished, published].join();
  return [...new Map(ports.map((port) => [key(port), port])).values()];
}

function notAPort(item: Value, side: Side): [] {
  side.unknown.push({ at: item.at, message: `"${textOf(item) ?? ''}" is no port` });
  return [];
}

const CONDITIONS: Record<string, After['condition']> = {
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
};

function afterOf(service: Value): After[] {
  const needed = [...(mapOf(at(service, 'depends_on'))?.entries ?? [])];
  return needed.map(([name, how]) => ({
    at: how.at,
    name,
    condition: CONDITIONS[textOf(at(how, 'condition')) ?? ''] ?? 'started',
  }));
}

const isCompleted = ({ condition }: After) => condition === 'completed';

function watchOf(rule: Value): Watch[] {
  const path = textOf(at(rule, 'path'));
  if (path === undefined) return [];
  return [{ at: rule.at, action: textOf(at(rule, 'action')) ?? '', path, target: textOf(at(rule, 'target')) }];
}

function hostNames(name: string, service: Mapping): string[] {
  const networks = [...(mapOf(at(service, 'networks'))?.entries.values() ?? [])];
  const aliases = networks.flatMap((network) =>
    itemsOf(at(network, 'aliases')).flatMap((alias) => textOf(alias) ?? []),
  );
  const own = ['container_name', 'hostname'].flatMap((key) => textOf(at(service, key)) ?? []);
  return [...new Set([name, ...own, ...aliases])];
}

/** With the names of variables that nothing sets: without them it would be another image, or none. */
function imageOf(value: Value | undefined): Sourced<string> | undefined {
  const text = sourcedText(value);
  return text && { ...text, value: (value?.kind === 'scalar' ? value.unset : undefined) ?? text.value };
}

function buildOf(value: Value | undefined): Build | undefined {
  if (value?.kind !== 'map') return undefined;
  return {
    at: value.at,
    context: textOf(at(value, 'context')) ?? '.',
    dockerfile: textOf(at(value, 'dockerfile')) ?? 'Dockerfile',
    target: textOf(at(value, 'target')),
    args: new Map(
      [...(mapOf(at(value, 'args'))?.entries ?? [])].map(([name, each]) => [
        name,
        { value: textOf(each), at: each.at },
      ]),
    ),
  };
}

/** An empty list or text takes away what the image says. */
function wordsOf(value: Value | undefined, asNames: (word: string) => string): Sourced<string[]> | undefined {
  if (value === undefined || isEmpty(value)) return undefined;
  const words = value.kind === 'list' ? value.items.map((item) => textOf(item) ?? '') : splitWords(textOf(value) ?? '');
  return { value: words.map(asNames), at: value.at };
}

/** Turns what the shell or a file has put into a command back into its name, where that is the name of a secret. */
function secretsAsNames(asked: ReadonlySet<string>, lookup: ComposeTree['lookup']): (word: string) => string {
  const secrets = [...asked].flatMap((name) => {
    const secret = secretIn(name, { at: { file: '', line: 0 }, value: lookup(name), from: 'shell' });
    // A user, a database and a password of a laptop are often one word.
    return secret === undefined || /^[a-z]{1,12}$/i.test(secret) ? [] : [[name, secret] as const];
  });
  return (word) => secrets.reduce((text, [name, value]) => text.replaceAll(value, `\${${name}}`), word);
}

function isDisabled(value: Value | undefined): boolean {
  return isTrue(at(value, 'disable')) || itemsOf(at(value, 'test')).some((word) => textOf(word) === 'NONE');
}

function probesOf(value: Value | undefined, asNames: (word: string) => string): Probe[] {
  const test = at(value, 'test');
  if (value === undefined || test === undefined || isTrue(at(value, 'disable'))) return [];
  const words = test.kind === 'list' ? test.items.map((item) => textOf(item) ?? '') : ['CMD-SHELL', textOf(test) ?? ''];
  const [form, ...rest] = words;
  if (form === 'NONE' || rest.length === 0) return [];
  return [{ at: test.at, role: 'health', look: lookOf(rest.map(asNames)) }];
}

function limitsOf(service: Mapping): Limits {
  const limits = at(service, 'deploy', 'resources', 'limits');
  const cpu = at(limits, 'cpus') ?? at(service, 'cpus');
  const memory = at(limits, 'memory') ?? at(service, 'mem_limit');
  const [cpus, bytes] = [numberOf(cpu), dockerBytes(textOf(memory) ?? '')];
  return {
    ...(cpu && cpus !== undefined && { cpu: { value: cpus, at: cpu.at } }),
    ...(memory && bytes !== undefined && { memory: { value: bytes, at: memory.at } }),
  };
}

function securityOf(service: Mapping): Security {
  const flag = (key: string) => {
    const value = at(service, key);
    return value && { value: isTrue(value), at: value.at };
  };
  const list = (key: string) => {
    const value = at(service, key);
    return value && { value: itemsOf(value).map((item) => capability(textOf(item) ?? '')), at: value.at };
  };
  return present({
    user: sourcedText(at(service, 'user')),
    isPrivileged: flag('privileged'),
    isReadOnlyRoot: flag('read_only'),
    capAdd: list('cap_add'),
    capDrop: list('cap_drop'),
  });
}

/** Without the prefix that may stand before its name. */
export const capability = (name: string) => name.toUpperCase().replace(/^CAP_/, '');

/** The same without the keys that have no value. */
export function present<T extends object>(given: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

function countOf(value: Value | undefined): Sourced<number> | undefined {
  const number = numberOf(value);
  return value === undefined || number === undefined ? undefined : { value: number, at: value.at };
}

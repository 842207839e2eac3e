import { readWorkloads } from '../kubernetes/workloads.ts';
import type { Service } from '../model.ts';
import type { Category } from '../rule.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { shown } from '../secret-values.ts';
import { resourceOf } from '../tiltfile/pairs.ts';
import type { Tilted } from '../tiltfile/read.ts';
import { deployment } from '../rule-examples.ts';

export const tiltRunsTheSame = defineRule({
  id: 'tilt-runs-the-same',
  title: 'Tilt applies the workloads that are compared here.',
  category: 'command',
  why: 'A Tiltfile that renders other values runs something that nobody has compared with Compose.',
  agrees: example('info'),
  drifts: example('debug'),
  judge(facts) {
    const { tilt } = facts;
    if (!tilt || !tilt.resources.some(({ workloads }) => workloads.length > 0)) return [];
    const under = readWorkloads(tilt.objects, []).services;
    return facts.pairs.flatMap((pair) => {
      const { compose, cluster } = pair;
      const resource = resourceOf(pair, facts);
      const other = under.find(
        (each) => resource?.workloads.includes(`${each.kind}/${each.name}`) && each.container === cluster.container,
      );
      // The objects as they were read, without what the image adds.
      const own = facts.cluster.services.find((each) => isSame(each, cluster)) ?? cluster;
      if (!resource || !other) return [missing(compose, cluster, tilt)];
      return differences(own, other).map(({ category, key, word, one, two, at }) => ({
        category,
        service: compose.name,
        key,
        severity: tilt.isTold ? ('warning' as const) : ('info' as const),
        message: `Tilt applies ${workload(other)} with ${word} ${two}, and compared here is ${one}.`,
        fix: `Give the same files of values in ${tilt.file} and in the comparison, or compare with what Tilt renders.`,
        compose: saidBy(compose),
        cluster: { at, value: `${word} ${two} under Tilt` },
      }));
    });
  },
});

const isSame = (one: Service, other: Service) =>
  one.kind === other.kind && one.name === other.name && one.container === other.container;

function missing(compose: Service, cluster: Service, { file, isTold }: Tilted) {
  return {
    category: 'extra-workload' as Category,
    service: compose.name,
    key: 'tilt.workload',
    severity: isTold ? ('warning' as const) : ('info' as const),
    message: `Tilt applies no ${workload(cluster)}: it runs under Compose and in the cluster, and not with \`tilt up\`.`,
    fix: `Add it to ${file}.`,
    compose: saidBy(compose),
    cluster: saidBy(cluster),
  };
}

interface Difference {
  category: Category;
  key: string;
  word: string;
  one: string;
  two: string;
  at: Service['at'];
}

/** What a service is made of, each as a text; secrets only by where they come from. */
function aspects(service: Service): Map<string, Omit<Difference, 'one' | 'two' | 'key'> & { text: string }> {
  const { image, entrypoint, command, ports, mounts, probes, limits, security, replicas } = service;
  const single = (category: Category, word: string, value: unknown, at = service.at) => ({
    category,
    word,
    text: value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value),
    at,
  });
  return new Map([
    ['image', single('image', 'the image', image?.value, image?.at)],
    ['entrypoint', single('command', 'the command', entrypoint?.value, entrypoint?.at)],
    ['command', single('command', 'the arguments', command?.value, command?.at)],
    [
      'ports',
      single(
        'port',
        'the ports',
        [...new Set(ports.map(({ number }) => number))].toSorted((one, other) => one - other),
      ),
    ],
    ['volumes', single('volume', 'mounts at', mounts.map(({ target, kind }) => `${target} ${kind}`).toSorted())],
    [
      'healthcheck',
      single(
        'healthcheck',
        'probes',
        probes.map(({ role, look }) => ({ role, look })),
        probes[0]?.at,
      ),
    ],
    ['limits.memory', single('resources', 'memory', limits.memory?.value, limits.memory?.at)],
    ['limits.cpu', single('resources', 'CPUs', limits.cpu?.value, limits.cpu?.at)],
    ['read_only', single('security', 'a read-only root', security.isReadOnlyRoot?.value, security.isReadOnlyRoot?.at)],
    ['replicas', single('replicas', 'replicas', replicas?.value, replicas?.at)],
    ...[...service.variables].map(
      ([name, variable]) => [`env.${name}`, single('env', `${name} =`, shown(name, variable), variable.at)] as const,
    ),
  ]);
}

function differences(own: Service, other: Service): Difference[] {
  const [here, there] = [aspects(own), aspects(other)];
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((key) => {
    const [one, two] = [here.get(key), there.get(key)];
    const known = one ?? two;
    if (!known || one?.text === two?.text) return [];
    const { category, word, at } = known;
    return [{ category, word, at, key: `tilt.${key}`, one: one?.text ?? 'nothing', two: two?.text ?? 'nothing' }];
  });
}

function example(level: string) {
  const manifest = (value: string) => deployment('web', `image: 'web:1', args: [--level, ${value}]`);
  return {
    compose: 'services:\n  web:\n    image: web:1\n    command: --level info\n',
    cluster: manifest('info'),
    tilt: [{ Name: 'web', DeployTarget: { yaml: manifest(level) } }],
  };
}

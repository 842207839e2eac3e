import type { Pair } from '../match.ts';
import type { After, Service } from '../model.ts';
import type { Facts } from '../rule.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { resourceOf } from '../tiltfile/pairs.ts';
import { deployment } from '../rule-examples.ts';

export const orderAgrees = defineRule({
  id: 'order-agrees',
  title: 'What a service waits for under Compose is what it waits for elsewhere.',
  category: 'order',
  why: 'A program that starts before its database is migrated, or that is asked before it is ready, fails on one side only, and only sometimes.',
  agrees: example(['db']),
  drifts: example([]),
  judgePair(pair, facts) {
    return [...underTilt(pair, facts), ...inTheCluster(pair, facts)];
  },
});

const WORDS: Record<After['condition'], string> = {
  started: 'has started',
  healthy: 'is well',
  completed: 'has completed',
};

/** resource_deps against depends_on, both with what is waited for in between. */
function underTilt(pair: Pair, facts: Facts) {
  const resource = resourceOf(pair, facts);
  const { tilt } = facts;
  if (!resource || !tilt) return [];
  const service = pair.compose;
  const nameOf = (name: string) => {
    const other = facts.pairs.find(({ compose }) => compose.name === name);
    return (other && resourceOf(other, facts)?.name) ?? name;
  };
  const known = new Set(tilt.resources.map(({ name }) => name));
  const before = all(resource.name, (name) => tilt.resources.find((each) => each.name === name)?.after ?? []);
  const afterOf = (name: string) => facts.compose.services.find((each) => each.name === name)?.after ?? [];
  const composeBefore = all(service.name, (name) => afterOf(name).map((each) => each.name)).map(nameOf);
  const missing = service.after.filter(({ name }) => known.has(nameOf(name)) && !before.includes(nameOf(name)));
  const names = new Set(facts.compose.services.map(({ name }) => nameOf(name)));
  const more = resource.after.filter((name) => names.has(name) && !composeBefore.includes(name));
  const value = resource.after.join(', ') || 'nothing';
  return [
    ...missing.map(({ name, condition, at }) => ({
      service: service.name,
      key: `order:${name}`,
      severity: condition === 'started' ? ('info' as const) : ('warning' as const),
      message: `Compose starts ${service.name} when ${name} ${WORDS[condition]}; Tilt does not wait for ${nameOf(name)}.`,
      fix: `Add '${nameOf(name)}' to resource_deps of ${resource.name} in ${tilt.file}.`,
      compose: { at, value: WORDS[condition] },
      cluster: { at: resource.at, value },
    })),
    // Whoever waits for more than is needed only starts later.
    ...more.map((name) => ({
      service: service.name,
      key: `order:${name}`,
      severity: 'info' as const,
      message: `Tilt starts ${resource.name} after ${name}; Compose does not wait for it.`,
      fix: `Add ${name} to depends_on of ${service.name}, if it is needed.`,
      compose: saidBy(service),
      cluster: { at: resource.at, value },
    })),
  ];
}

/** Kubernetes knows no order: only what is certainly lost without it is told. */
function inTheCluster({ compose }: Pair, facts: Facts) {
  return compose.after.flatMap((after) => {
    const other = facts.pairs.find((pair) => pair.compose.name === after.name);
    if (!other) return [];
    const { cluster } = other;
    const said = { service: compose.name, key: `order:${after.name}`, severity: 'warning' as const };
    const here = { at: after.at, value: WORDS[after.condition] };
    if (after.condition === 'completed' && !cluster.runsOnce) {
      const message = `${compose.name} waits until ${after.name} has completed, and in the cluster that is ${workload(cluster)}, which is started anew whenever it ends.`;
      const fix = `Run ${after.name} as a Job or an init container.`;
      return [{ ...said, message, fix, compose: here, cluster: saidBy(cluster, cluster.kind) }];
    }
    if (after.condition !== 'healthy' || cluster.probes.length === 0 || isReadinessKnown(cluster)) return [];
    const message = `${compose.name} waits under Compose until ${after.name} is well; in the cluster ${workload(cluster)} has no readiness probe, and gets requests as soon as it has started.`;
    const fix = `Add a readinessProbe to ${workload(cluster)}.`;
    return [{ ...said, message, fix, compose: here, cluster: saidBy(cluster, 'no readiness probe') }];
  });
}

const isReadinessKnown = ({ probes }: Service) => probes.some(({ role }) => role === 'readiness' || role === 'startup');

/** Everything before something, however far. */
function all(name: string, before: (name: string) => string[]): string[] {
  const found = new Set<string>();
  const walk = (each: string) => {
    for (const next of before(each)) {
      if (found.has(next)) continue;
      found.add(next);
      walk(next);
    }
  };
  walk(name);
  return [...found];
}

function example(after: string[]) {
  const manifest = (name: string) => deployment(name, `image: '${name}:1'`);
  return {
    compose:
      'services:\n  web:\n    image: web:1\n    depends_on: { db: { condition: service_healthy } }\n  db:\n    image: db:1\n',
    cluster: `${manifest('web')}---\n${manifest('db')}`,
    tilt: [
      { Name: 'web', ResourceDependencies: after, DeployTarget: { yaml: manifest('web') } },
      { Name: 'db', DeployTarget: { yaml: manifest('db') } },
    ],
  };
}

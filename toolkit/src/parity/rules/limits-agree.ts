import type { Limits, Sourced } from '../model.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const limitsAgree = defineRule({
  id: 'limits-agree',
  title: 'Both sides give a service as much memory and CPU.',
  category: 'resources',
  why: 'A program that has all of a laptop is killed, or slow, where it has less: and only there.',
  agrees: example('512m'),
  drifts: example('1g'),
  judgePair({ compose, cluster }) {
    const differing = (['memory', 'cpu'] as const).filter(
      (name) => compose.limits[name]?.value !== cluster.limits[name]?.value,
    );
    if (differing.length === 0) return [];
    const has = (limits: Limits) => limits.memory !== undefined || limits.cpu !== undefined;
    const [one, other] = [words(compose.limits), words(cluster.limits)];
    const message = !has(compose.limits)
      ? `The cluster limits it to ${other}, Compose does not limit it: what needs more works there and is killed or slowed down in the cluster.`
      : has(cluster.limits)
        ? `Compose limits it to ${one}, the cluster to ${other}.`
        : `Compose limits it to ${one}, the cluster does not limit it.`;
    return [
      {
        service: compose.name,
        key: differing.length === 1 ? `resources.${differing[0]}` : 'resources',
        severity: 'warning' as const,
        message,
        fix: has(compose.limits)
          ? `Set the same limits in ${workload(cluster)}.`
          : `Add deploy.resources.limits to the service ${compose.name}.`,
        compose: { ...saidBy(compose, one), ...placeOf(compose.limits) },
        cluster: { ...saidBy(cluster, other), ...placeOf(cluster.limits) },
      },
    ];
  },
});

function placeOf({ memory, cpu }: Limits) {
  const at = (memory ?? cpu)?.at;
  return at && { at };
}

function words({ memory, cpu }: Limits): string {
  const parts = [...(memory ? [bytes(memory)] : []), ...(cpu ? [`${cpu.value} CPU`] : [])];
  return parts.length === 0 ? 'nothing' : parts.join(' and ');
}

function bytes({ value }: Sourced<number>): string {
  const mebi = value / 1024 ** 2;
  return mebi >= 1024 ? `${Math.round((mebi / 1024) * 100) / 100} GiB` : `${Math.round(mebi * 10) / 10} MiB`;
}

function example(memory: string) {
  return {
    compose: `services:\n  web:\n    image: web:1\n    mem_limit: ${memory}\n`,
    cluster: deployment('web', "image: 'web:1', resources: { limits: { memory: 512Mi } }"),
  };
}

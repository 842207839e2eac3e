import { defineRule, saidBy } from '../rule.ts';

export const replicasAgree = defineRule({
  id: 'replicas-agree',
  title: 'What runs once on one side runs once on the other.',
  category: 'replicas',
  why: 'A program that keeps something in its memory works with one replica and not with two.',
  agrees: example(2),
  drifts: example(3),
  judgePair({ compose, cluster }) {
    const [one, other] = [compose.replicas?.value ?? 1, cluster.replicas?.value ?? 1];
    if (one === other || compose.runsOnce || cluster.runsOnce) return [];
    return [
      {
        service: compose.name,
        key: 'replicas',
        severity: 'warning' as const,
        message: `Compose runs ${one}, the cluster runs ${other}.`,
        fix: 'Run as many on both sides, or accept the difference with its reason.',
        compose: { ...saidBy(compose, String(one)), ...(compose.replicas && { at: compose.replicas.at }) },
        cluster: { ...saidBy(cluster, String(other)), ...(cluster.replicas && { at: cluster.replicas.at }) },
      },
    ];
  },
});

function example(replicas: number) {
  return {
    compose: 'services:\n  web:\n    image: web:1\n    deploy: { replicas: 2 }\n',
    cluster: `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { replicas: ${replicas}, template: { spec: { containers: [{ name: web, image: 'web:1' }] } } }
`,
  };
}

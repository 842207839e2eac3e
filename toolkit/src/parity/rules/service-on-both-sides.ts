import type { Pair } from '../match.ts';
import type { Service } from '../model.ts';
import type { Category, Facts, Severity } from '../rule.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const serviceOnBothSides = defineRule({
  id: 'service-on-both-sides',
  title: 'What runs on one side runs on the other.',
  category: 'missing-service',
  why: 'A part that is missing is missed by others, or by nobody until somebody needs it.',
  agrees: example('web'),
  drifts: example('web', 'mailer'),
  judge(facts) {
    // What was not found may be in the part that could not be read.
    return [
      ...(facts.cluster.isPartial ? [] : facts.onlyCompose).map((service) => onlyInCompose(service, facts)),
      ...(facts.compose.isPartial ? [] : facts.onlyCluster).map((service) => onlyInCluster(service, facts)),
    ];
  },
});

const nowhere = { file: '', line: 0 };

function onlyInCompose(service: Service, { cluster }: Facts) {
  const severity: Severity = service.isOptional ? 'info' : 'error';
  return {
    service: service.name,
    key: 'service',
    severity,
    message: service.isOptional
      ? `Compose can run ${service.name} (it has a profile); the cluster has no such workload.`
      : `Compose runs ${service.name}, and the cluster has no such workload.`,
    fix: `Add a workload for ${service.name}, say which one it is (--map ${service.name}=Kind/name, or Kind/name/container), or accept the difference with its reason.`,
    compose: saidBy(service, service.image?.value ?? (service.build && `built from ${service.build.context}`)),
    cluster: { at: cluster.services[0]?.at ?? nowhere },
  };
}

function onlyInCluster(service: Service, { compose, cluster, pairs }: Facts) {
  const namesake = pairs.find((pair) => pair.cluster.name === service.name && pair.cluster.kind === service.kind);
  // Of the same name in another file it is another object: one of several ways to run the same.
  if (namesake && namesake.cluster.at.file !== service.at.file) return onceMore(service, namesake);
  const beside = namesake;
  const category: Category = beside ? 'extra-container' : 'extra-workload';
  const others = cluster.services.length;
  return {
    category,
    service: beside?.compose.name ?? service.name,
    key: beside ? `container:${service.container}` : 'workload',
    severity: service.replicas?.value === 0 ? ('info' as const) : ('warning' as const),
    message: beside
      ? `${workload(service)} runs beside it in the cluster, and Compose has no such service.`
      : `The cluster runs ${workload(service)}${others > 1 ? '' : ' alone'}, and Compose has no such service.`,
    fix: `Add a service to the compose file, say which one it is (--map service=${service.kind}/${service.name}), or accept the difference with its reason.`,
    compose: { at: compose.services[0]?.at ?? nowhere },
    cluster: saidBy(service, service.image?.value),
  };
}

function onceMore(service: Service, { compose, cluster }: Pair) {
  return {
    category: 'extra-workload' as const,
    service: compose.name,
    key: `workload:${service.at.file}`,
    severity: 'info' as const,
    message: `${workload(service)} stands in two files; the other one is what was compared.`,
    fix: 'Nothing where they are for different purposes: say which manifests are meant (--manifests PATH) to compare these.',
    compose: saidBy(compose),
    cluster: { at: service.at, value: `${cluster.at.file}:${cluster.at.line}` },
  };
}

function example(...names: string[]) {
  return {
    compose: `services:\n${names.map((name) => `  ${name}: { image: '${name}:1' }\n`).join('')}`,
    cluster: deployment('web', "image: 'web:1'"),
  };
}

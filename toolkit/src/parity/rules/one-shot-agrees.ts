import { readImage } from '../image.ts';
import type { Service, Side } from '../model.ts';
import type { Facts } from '../rule.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { withoutSecrets } from '../secret-values.ts';
import { isSameStart, shown } from './command-agrees.ts';
import { deployment } from '../rule-examples.ts';

export const oneShotAgrees = defineRule({
  id: 'one-shot-agrees',
  title:
    'What runs once before others (migrations, seeds) does the same on both sides, in the version of those that wait for it.',
  category: 'command',
  why: 'Other migrations or seeds make another database: what one side finds in its tables the other misses.',
  agrees: example('migrate, seed'),
  drifts: example('migrate'),
  judge(facts) {
    const pairs = facts.pairs.filter(({ compose, cluster }) => compose.runsOnce && cluster.runsOnce);
    return [
      ...pairs.flatMap(({ compose, cluster }) => commands(compose, cluster)),
      ...pairs.flatMap(({ compose, cluster }) => [
        ...versions(compose.name, compose, facts.compose, facts),
        ...versions(compose.name, cluster, facts.cluster, facts),
      ]),
    ];
  },
});

function commands(compose: Service, cluster: Service) {
  if (isSameStart(compose, cluster)) return [];
  const [here, there] = [compose, cluster].map(({ entrypoint, command }) => command ?? entrypoint);
  const words = (said: typeof here) => (said ? `runs ${shown(said)}` : 'runs what its image says');
  return [
    {
      service: compose.name,
      key: 'command',
      severity: 'warning' as const,
      message: `Once, before others, Compose ${words(here)} and the cluster ${words(there)}: their data begins differently.`,
      fix: `Run the same in the service ${compose.name} and in ${workload(cluster)}.`,
      compose: here ? { at: here.at, value: withoutSecrets(here.value.join(' ')) } : saidBy(compose),
      cluster: there ? { at: there.at, value: withoutSecrets(there.value.join(' ')) } : saidBy(cluster),
    },
  ];
}

/** The same program in another version beside it, on the same side. */
function versions(name: string, once: Service, side: Side, { compose, cluster }: Facts) {
  if (!once.image) return [];
  const own = readImage(once.image.value);
  const other = side.services.find(({ image, runsOnce }) => {
    const each = image && readImage(image.value);
    return !runsOnce && each?.repository === own.repository && each.tag !== own.tag;
  });
  if (!other?.image) return [];
  const isCompose = side.name === 'compose';
  const said = { at: once.image.at, value: once.image.value };
  const silent = { at: (isCompose ? cluster : compose).services[0]?.at ?? once.at };
  return [
    {
      category: 'image' as const,
      service: name,
      key: 'image.tag',
      severity: 'warning' as const,
      message: `${isCompose ? once.name : workload(once)} prepares for version ${own.tag} of ${own.repository}, and ${other.name} beside it is ${readImage(other.image.value).tag}.`,
      fix: 'Give both the same tag.',
      compose: isCompose ? said : silent,
      cluster: isCompose ? silent : said,
    },
  ];
}

function example(words: string) {
  return {
    compose: `services:
  migrate:
    image: api:1
    command: [migrate, seed]
  api:
    image: api:1
    depends_on: { migrate: { condition: service_completed_successfully } }
`,
    cluster: `apiVersion: batch/v1
kind: Job
metadata: { name: migrate }
spec: { template: { spec: { containers: [{ name: migrate, image: 'api:1', args: [${words}] }] } } }
---
${deployment('api', "image: 'api:1'")}`,
  };
}

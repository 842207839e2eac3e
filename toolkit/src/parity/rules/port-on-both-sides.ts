import { defineRule, saidBy, workload } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const portOnBothSides = defineRule({
  id: 'port-on-both-sides',
  title: 'A port that Compose publishes is reachable in the cluster, too.',
  category: 'port',
  why: 'What is used on the laptop under this port has no way in there. The other way round needs nothing: under Compose every port of a container is reachable in its network.',
  agrees: example('[8080:80]', 80),
  drifts: example('[8080:80, 9229:9229]', 80),
  judgePair({ compose, cluster }) {
    const reachable = new Set(cluster.ports.map(({ number, protocol }) => `${number}/${protocol}`));
    const published = new Map(
      compose.ports.filter(({ isPublished }) => isPublished).map((port) => [`${port.number}/${port.protocol}`, port]),
    );
    // Another program behind the same number, such as a server of development: who asks finds it.
    const answering = new Set(cluster.ports.map(({ servicePort }) => servicePort));
    return [...published].flatMap(([name, port]) =>
      reachable.has(name) || (port.published === port.number && answering.has(port.number))
        ? []
        : [
            {
              service: compose.name,
              key: `port:${port.number}`,
              severity: 'warning' as const,
              message: `Compose publishes port ${name} of the container; in the cluster no Service leads to it, and the container does not declare it.`,
              fix: `Add the port to ${workload(cluster)} and its Service, or take it away from Compose.`,
              compose: { at: port.at, value: `${port.published ?? 'any'}:${port.number}` },
              cluster: saidBy(cluster, list(cluster.ports.map(({ number }) => number)), cluster.ports[0]?.at),
            },
          ],
    );
  },
});

const list = (numbers: number[]) => (numbers.length === 0 ? 'no port' : [...new Set(numbers)].join(', '));

function example(ports: string, containerPort: number) {
  return {
    compose: `services:\n  web:\n    image: web:1\n    ports: ${ports}\n`,
    cluster: deployment('web', `image: 'web:1', ports: [{ containerPort: ${containerPort} }]`),
  };
}

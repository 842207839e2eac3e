import { defineRule } from '../rule.ts';
import { resourceOf } from '../tiltfile/pairs.ts';
import { deployment } from '../rule-examples.ts';

export const forwardAgrees = defineRule({
  id: 'forward-agrees',
  title: 'What Compose publishes on this machine, Tilt leads to it, too.',
  category: 'port',
  why: 'A page, a script or a bookmark that finds a service on this machine under Compose does not find it under Tilt.',
  agrees: example(8080),
  drifts: example(8081),
  judgePair(pair, facts) {
    const { compose, cluster } = pair;
    const resource = resourceOf(pair, facts);
    // Compose runs it itself.
    if (!resource || resource.service !== undefined || !facts.tilt) return [];
    const { at: row } = resource;
    const { place } = facts.tilt;
    const value = resource.forwards.map(({ local, container }) => `${local}:${container}`).join(', ') || 'no port';
    const said = { service: compose.name, severity: 'warning' as const };
    const listening = new Set([...compose.ports, ...cluster.ports].map(({ number }) => number));
    const published = compose.ports.filter((port) => port.isPublished && port.published !== undefined);
    return [
      ...published.flatMap((port) => {
        const inside = resource.forwards.filter(({ container, local }) => (container || local) === port.number);
        const isThere = inside.some(({ local }) => local === port.published);
        const isOpen = cluster.ports.some((each) => each.number === port.number && each.isPublished);
        if (isThere || (inside.length === 0 && isOpen)) return [];
        const [first] = inside;
        const at = first ? place(`${first.local}:${first.container}`, resource.name) : row;
        const message = first
          ? `Port ${port.number} is ${port.published} on this machine under Compose and ${first.local} under Tilt.`
          : `Port ${port.number} is ${port.published} on this machine under Compose, and nothing leads there under Tilt.`;
        const fix = `Say port_forwards=['${port.published}:${port.number}'] for ${resource.name} in ${facts.tilt?.file ?? ''}.`;
        const here = { at: port.at, value: `${port.published}:${port.number}` };
        return [{ ...said, key: `forward:${port.number}`, message, fix, compose: here, cluster: { at, value } }];
      }),
      ...resource.forwards.flatMap(({ local, container }) => {
        const number = container || local;
        const at = place(`${local}:${container}`, resource.name);
        if (listening.size === 0 || listening.has(number)) return [];
        const message = `Tilt leads port ${local} of this machine to port ${number}, and neither side says that ${compose.name} listens there.`;
        const fix = `Lead it to one of ${[...listening].join(', ')}.`;
        const here = { at: compose.ports[0]?.at ?? compose.at, value: [...listening].join(', ') };
        return [{ ...said, key: `forward:${number}`, message, fix, compose: here, cluster: { at, value } }];
      }),
    ];
  },
});

function example(local: number) {
  const cluster = deployment('web', "image: 'web:1', ports: [{ containerPort: 80 }]");
  const forwards = [{ localPort: local, containerPort: 80 }];
  return {
    compose: 'services:\n  web:\n    image: web:1\n    ports: [8080:80]\n',
    cluster,
    tilt: [{ Name: 'web', DeployTarget: { yaml: cluster, portForwardTemplateSpec: { forwards } } }],
  };
}

import type { Service } from '../model.ts';
import { defineRule, saidBy } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const referenceLeadsSomewhere = defineRule({
  id: 'reference-leads-somewhere',
  title: 'A variable that is kept elsewhere is there.',
  category: 'env',
  why: 'A container whose Secret or config map lacks the key is never started; a program that is told to read a secret from a file that nobody gives it fails at its start.',
  agrees: example('url'),
  drifts: example('address'),
  judgePair({ compose, cluster }) {
    return [
      ...[...cluster.variables]
        .filter(([, { isMissing = false, isOptional = false }]) => isMissing && !isOptional)
        .map(([name, { at, reference = '' }]) => ({
          service: compose.name,
          key: `env.${name}`,
          severity: 'error' as const,
          message: `${name} is ${reference}, which is made here without that key: the container is not started.`,
          fix: `Add the key, or correct its name.`,
          compose: saidBy(compose),
          cluster: { at, value: reference },
        })),
      ...filesOfNobody(compose).map(([name, { at, value = '' }]) => ({
        service: compose.name,
        key: `env.${name}`,
        severity: 'error' as const,
        message: `${name} leads to ${value}, and the service is given no such secret.`,
        fix: `Add ${value.split('/').at(-1) ?? value} to secrets of the service ${compose.name}.`,
        compose: { at, value },
        cluster: saidBy(cluster),
      })),
    ];
  },
});

/** Files in the folder that only Compose's secrets are put into. */
const filesOfNobody = ({ variables, mounts }: Service) =>
  [...variables].filter(
    ([name, { value = '' }]) =>
      name.endsWith('_FILE') &&
      value.startsWith('/run/secrets/') &&
      !mounts.some(({ target }) => value === target || value.startsWith(`${target}/`)),
  );

function example(key: string) {
  return {
    compose: 'services:\n  web:\n    image: web:1\n    environment: [DATABASE=db.example]\n',
    cluster: `apiVersion: v1
kind: ConfigMap
metadata: { name: conf }
data: { url: db.example }
---
${deployment('web', ['image: web:1', `env: [{ name: DATABASE, valueFrom: { configMapKeyRef: { name: conf, key: ${key} } } }]`])}`,
  };
}

import { namesIn } from '../addresses.ts';
import { isAskedNowhere, sourceFolder } from '../sources/uses.ts';
import type { Side, Variable } from '../model.ts';
import { defineRule, saidBy } from '../rule.ts';
import type { Facts } from '../rule.ts';
import { isSecret, shown } from '../secret-values.ts';
import { deployment } from '../rule-examples.ts';

export const variableLeadsSomewhere = defineRule({
  id: 'variable-leads-somewhere',
  title: 'An address in a variable leads to a service that is there.',
  category: 'env',
  why: 'A name that nothing in the network has does not resolve: whoever uses the variable fails, at the first call and not at the start.',
  agrees: example('api', 'http://api:80'),
  drifts: example('api', 'http://api2:80'),
  judge(facts) {
    return [...lost(facts, facts.compose, facts.cluster), ...lost(facts, facts.cluster, facts.compose)];
  },
});

/** Only names that the other side knows, or that look like one of this side: a name alone may be a machine outside. */
function lost({ pairs }: Facts, side: Side, other: Side) {
  return pairs.flatMap(({ compose, cluster }) => {
    const [service, counterpart] = side.name === 'compose' ? [compose, cluster] : [cluster, compose];
    return [...service.variables].flatMap(([name, variable]) => {
      const wrong = lostName(name, variable, side);
      if (wrong === undefined) return [];
      const where = side.name === 'compose' ? 'Compose' : 'the cluster';
      const asked = side.services.find((each) => each.isOptional && namesOf(each).includes(wrong));
      const isIdle = isAskedNowhere(name, compose);
      const isElsewhere = other.services.some((each) => namesOf(each).includes(wrong));
      const here = { at: variable.at, value: shown(name, variable) };
      const there = saidBy(counterpart);
      return [
        {
          service: compose.name,
          key: `env.${name}`,
          severity: asked || isIdle ? ('info' as const) : isElsewhere ? ('error' as const) : ('warning' as const),
          message: asked
            ? `${name} leads to ${wrong}, which ${where} only starts when one of its profiles is asked for.`
            : `${name} leads to ${wrong}, and nothing in ${where} has that name: ${isIdle ? `nothing in ${sourceFolder(compose)} asks for it` : 'its calls fail there'}.`,
          fix: asked
            ? `Start ${wrong}, too, where it is needed.`
            : isElsewhere
              ? `Run ${wrong} in ${where}, too, or change the address there.`
              : 'Correct the name.',
          compose: side.name === 'compose' ? here : there,
          cluster: side.name === 'compose' ? there : here,
        },
      ];
    });
  });
}

/** The first name in a variable's addresses that nothing of its side has. */
export function lostName(name: string, variable: Variable, side: Side): string | undefined {
  if (side.isPartial || variable.value === undefined || isSecret(name, variable)) return undefined;
  const known = knownNames(side);
  return namesIn(variable.value).find((address) => !known.has(address.name) && !isOfUnread(address.name, side))?.name;
}

/** What was not read (a chart, or what an operator makes) has names that nobody knows here; most have its own in them. */
const isOfUnread = (wanted: string, { unread }: Side) =>
  unread.some(({ name, image }) => [name, image?.value ?? name].some((part) => `-${wanted}-`.includes(`-${part}-`)));

/** Each variable of each service asks for them. */
const names = new WeakMap<Side, Set<string>>();

function knownNames(side: Side): Set<string> {
  const before = names.get(side);
  if (before) return before;
  const started = side.services.filter(({ isOptional }) => !isOptional);
  const known = new Set([...started.flatMap(namesOf), ...side.otherNames]);
  names.set(side, known);
  return known;
}

const namesOf = ({ hostNames }: Side['services'][number]) => hostNames;

function example(name: string, address: string) {
  return {
    compose: `services:\n  web:\n    image: web:1\n    environment: { API: "http://api:80" }\n  api:\n    image: api:1\n`,
    cluster: `${deployment('web', `image: 'web:1', env: [{ name: API, value: '${address}' }]`)}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec: { template: { metadata: { labels: { app: api } }, spec: { containers: [{ name: api, image: 'api:1' }] } } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: api }, ports: [{ port: 80 }] }
`,
  };
}

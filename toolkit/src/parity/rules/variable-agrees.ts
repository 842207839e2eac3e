import { namesIn, readAddresses } from '../addresses.ts';
import { isAskedNowhere, sourceFolder } from '../sources/uses.ts';
import type { Pair } from '../match.ts';
import { defineRule } from '../rule.ts';
import { lostName } from './variable-leads-somewhere.ts';
import { isSecret, shown, withoutPassword } from '../secret-values.ts';

export const variableAgrees = defineRule({
  id: 'variable-agrees',
  title: 'A variable has the same value on both sides.',
  category: 'env',
  why: 'The program does something else there than what was tried here. Addresses of the same service are equal however they are written; secrets are not compared.',
  agrees: {
    compose:
      'services:\n  api:\n    image: api:1\n    environment: { CACHE: "redis://cache:6379" }\n  cache:\n    image: redis:8\n',
    cluster: deployments('redis://shop-cache.default.svc:6379'),
  },
  drifts: {
    compose:
      'services:\n  api:\n    image: api:1\n    environment: { CACHE: "redis://cache:6379" }\n  cache:\n    image: redis:8\n',
    cluster: deployments('redis://shop-cache:6380'),
  },
  judge(facts) {
    const { pairs } = facts;
    const known = [...pairs, ...facts.unread];
    const read = readAddresses(known);
    return pairs.flatMap((pair) =>
      [...pair.compose.variables].flatMap(([name, one]) => {
        const other = pair.cluster.variables.get(name);
        if (!other || (one.from === 'image' && other.from === 'image')) return [];
        if (one.value === undefined || other.value === undefined) return [];
        if (isSecret(name, one) || isSecret(name, other)) return [];
        // That is another rule's.
        if (lostName(name, one, facts.compose) ?? lostName(name, other, facts.cluster)) return [];
        const [first, second] = [read.compose(one.value), read.cluster(other.value)]
          .map(withoutPassword)
          .map(withoutFirst);
        if (first === second || isSameInPod(one.value, other.value, pair, pairs)) return [];
        if (one.value === other.value && !isLedAstray(name, one.value, [first ?? '', second ?? ''])) return [];
        const [here, there] = [shown(name, one), shown(name, other)];
        const isIdle = isAskedNowhere(name, pair.compose);
        return [
          {
            service: pair.compose.name,
            key: `env.${name}`,
            severity:
              [isSlash, isOfThisMachine, isSwitch].some((isAlike) => isAlike(one.value ?? '', other.value ?? '')) ||
              isOwnPort([first ?? '', second ?? ''], known) ||
              isOwnFolder(pair, one.value, other.value) ||
              isIdle
                ? ('info' as const)
                : ('warning' as const),
            message:
              here === there
                ? `${name} is ${here} on both sides, and leads elsewhere in the cluster: the name or port means another there.`
                : `${name} is ${here} in Compose and ${there} in the cluster${isIdle ? `; nothing in ${sourceFolder(pair.compose)} asks for it` : ''}.`,
            fix: 'Give it the same value on both sides, or accept the difference with its reason.',
            compose: { at: one.at, value: here },
            cluster: { at: other.at, value: there },
          },
        ];
      }),
    );
  },
});

/** Only a slash at the end. */
const isSlash = (one: string, other: string) => one !== other && one.replace(/\/$/, '') === other.replace(/\/$/, '');

/** The same address of this machine: where a cluster's ports are forwarded to is not said in its files. */
const isOfThisMachine = (one: string, other: string) => one === other && /\blocalhost\b|\b127\.0\.0\.1\b/.test(one);

/** Redis' first database is the one without a number. */
const withoutFirst = (address: string) => address.replace(/^(rediss?:\/\/[^/]+)\/0?$/, '$1');

/** Where each side keeps the data: that is another rule's. */
const isOwnFolder = ({ compose, cluster }: Pair, one: string, other: string) =>
  [[compose, one] as const, [cluster, other] as const].every(([{ mounts }, folder]) =>
    mounts.some(({ kind, target }) => kind === 'kept' && target === folder.replace(/\/$/, '')),
  );

/** True and true: most programs do not mind. */
const isSwitch = (one: string, other: string) =>
  one.toLowerCase() === other.toLowerCase() && /^(?:true|false|yes|no|on|off)$/i.test(one);

/** The same service, at a port at which it listens on either side: a broker has one for each network. */
function isOwnPort([one, other]: [string, string], pairs: readonly Pair[]): boolean {
  if (one === other || withoutPorts(one) !== withoutPorts(other)) return false;
  const listensThere = (text: string, side: 'compose' | 'cluster') =>
    [...text.matchAll(/<(\d+):(\d+)>/g)].every(([, index, port]) => {
      const service = pairs[Number(index)]?.[side];
      const isTold = service?.ports.some(({ number }) => number === Number(port)) ?? false;
      return isTold || [...(service?.variables ?? [])].some(([name, { value }]) => isListener(name, value, port));
    });
  return listensThere(one, 'compose') && listensThere(other, 'cluster');
}

/** KAFKA_ADVERTISED_LISTENERS=INTERNAL://kafka:29092,EXTERNAL://localhost:9092 */
const isListener = (name: string, value = '', port = '') =>
  name.endsWith('LISTENERS') && value.split(',').some((each) => each.endsWith(`:${port}`));

/** Containers of one pod reach each other at localhost. */
function isSameInPod(one: string, other: string, pair: Pair, pairs: readonly Pair[]): boolean {
  if (!/\b(?:localhost|127\.0\.0\.1)\b/.test(other)) return false;
  const isBeside = ({ cluster }: Pair) =>
    cluster !== pair.cluster && cluster.kind === pair.cluster.kind && cluster.name === pair.cluster.name;
  return pairs
    .filter(isBeside)
    .flatMap(({ compose }) => compose.hostNames)
    .some((name) => one.replace(name, 'localhost') === other.replace('127.0.0.1', 'localhost'));
}

const OF_HOST = /(?:HOST|HOSTNAME|SERVERS?|ADDR|ADDRESS|URL|URI|ENDPOINT|BROKERS?|NODES)$/i;

/**
 * The same text may lead to another service, or to a port that nobody has. A word alone may be any name (of a database,
 * say), and each side may well have its own port behind the one that is asked for.
 */
function isLedAstray(name: string, value: string, [one, other]: [string, string]): boolean {
  if (namesIn(value).length === 0 && !OF_HOST.test(name)) return false;
  return withoutPorts(one) !== withoutPorts(other);
}

const withoutPorts = (text: string) => text.replaceAll(/<(\d+):\d+>/g, '<$1>');

function deployments(cache: string): string {
  const deployment = (name: string, image: string, env: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - { name: ${name}, image: ${image}, ports: [{ containerPort: 6379 }], env: [${env}] }
`;
  return `${deployment('api', 'api:1', `{ name: CACHE, value: "${cache}" }`)}---
${deployment('cache', 'redis:8', '')}---
apiVersion: v1
kind: Service
metadata: { name: shop-cache }
spec: { selector: { app: cache }, ports: [{ port: 6379 }] }
`;
}

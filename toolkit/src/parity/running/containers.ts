import type { Mapping, Pair } from '../match.ts';
import { match } from '../match.ts';
import type { Service, Unknown } from '../model.ts';
import type { Facts, Finding } from '../rule.ts';
import { dataIsKept } from '../rules/data-is-kept.ts';
import { mountOnBothSides } from '../rules/mount-on-both-sides.ts';
import { securityAgrees } from '../rules/security-agrees.ts';
import { serviceOnBothSides } from '../rules/service-on-both-sides.ts';
import { variableAgrees } from '../rules/variable-agrees.ts';
import { variableOnBothSides } from '../rules/variable-on-both-sides.ts';
import { isSameImage, judgeImages } from './aspects/image-ids-agree.ts';
import { digest } from './digest.ts';
import type { Parted } from './platform.ts';
import { withoutPlatform } from './platform.ts';
import type { Containers } from './snapshot.ts';
import { keyOf } from './snapshot.ts';

/** What is true of files is true of containers: their variables, mounts and rights are those that programs find. */
const RULES = [
  serviceOnBothSides,
  variableOnBothSides,
  variableAgrees,
  dataIsKept,
  mountOnBothSides,
  securityAgrees,
] as const;

export interface ContainersCompared {
  facts: Facts;
  findings: Finding[];
  unknown: Unknown[];
  /** What is alike, in a line each. */
  proof: string[];
}

/** A pure decision about the containers of Compose and those of a cluster. */
export function compareContainers(compose: Containers, cluster: Containers, map: Mapping): ContainersCompared {
  const matching = match(compose.side, cluster.side, map);
  const findings: Finding[] = [];
  const unknown: Unknown[] = [...compose.side.unknown, ...cluster.side.unknown];
  const alike: string[] = [];
  const pairs = matching.pairs.map((pair) => {
    const parted = withoutPlatform(pair.cluster, cluster.side);
    findings.push(...ofPlatform(pair, parted));
    const images = [compose.images.get(keyOf(pair.compose)), cluster.images.get(keyOf(pair.cluster))];
    const [one, other] = images;
    const isSame = one && other && isSameImage(one, other);
    if (one && other) findings.push(...judgeImages(pair, one, other));
    if (isSame) alike.push(`${pair.compose.name} ${one.id ?? one.manifests.join()}`);
    if (isSame === undefined) unknown.push(imageIsUntold(pair));
    return { ...pair, cluster: parted.service };
  });
  const { onlyCompose, onlyCluster } = matching;
  findings.push(...[...onlyCompose, ...onlyCluster].filter(({ runsOnce }) => runsOnce).map(isDone));
  const facts: Facts = {
    compose: compose.side,
    cluster: cluster.side,
    ...matching,
    onlyCompose: onlyCompose.filter(({ runsOnce }) => !runsOnce),
    onlyCluster: onlyCluster.filter(({ runsOnce }) => !runsOnce),
    pairs,
    lineAt: () => undefined,
  };
  findings.push(...RULES.flatMap((rule) => rule.judge(facts)));
  const order = new Map(compose.side.services.map(({ name }, index) => [name, index]));
  const place = ({ service }: Finding) => order.get(service) ?? order.size;
  return {
    facts,
    findings: findings.toSorted((a, b) => place(a) - place(b)),
    unknown,
    proof: pairs.length === 0 ? [] : proofOf(pairs, alike, findings),
  };
}

/** What belongs to a runtime is told, and is no fault. */
function ofPlatform({ compose, cluster }: Pair, { variables, accounts }: Parted): Finding[] {
  const common = { service: compose.name, severity: 'info' as const, fix: 'Nothing: it belongs to the runtime.' };
  const said = (value: string) => ({ compose: { at: compose.at }, cluster: { at: cluster.at, value } });
  const ofVariables = `Kubernetes gives every container variables that tell where its own API and the Services are, ${variables.length} here (${variables[0]} …). Compose has none.`;
  const ofAccounts = 'Kubernetes mounts an account for its own API into every pod. Compose has none.';
  return [
    ...(variables.length > 0
      ? [
          {
            ...common,
            ...said(variables.join(', ')),
            rule: variableOnBothSides.id,
            category: variableOnBothSides.category,
            key: 'env.KUBERNETES_*',
            message: ofVariables,
          },
        ]
      : []),
    ...accounts.map((path) => ({
      ...common,
      ...said(path),
      rule: mountOnBothSides.id,
      category: mountOnBothSides.category,
      key: `volume:${path}/*`,
      message: ofAccounts,
    })),
  ];
}

/** Who runs once and has ended may be cleared away on one side: a Job by its ttlSecondsAfterFinished, a container by `--rm`. */
function isDone(service: Service): Finding {
  const [here, there] = service.side === 'compose' ? ['Compose', 'the cluster'] : ['the cluster', 'Compose'];
  return {
    rule: serviceOnBothSides.id,
    category: serviceOnBothSides.category,
    service: service.name,
    key: 'service',
    severity: 'info',
    message: `${service.name} has done its work in ${here}. In ${there} nothing is left of it, as what has ended may be cleared away: it is not compared.`,
    fix: 'Nothing: what it has done to the database is compared with the schema and the seed rows.',
    compose: { at: service.at },
    cluster: { at: service.at },
  };
}

function imageIsUntold({ compose, cluster }: Pair): Unknown {
  return {
    at: cluster.at,
    part: compose.name,
    message: `whether ${compose.name} is the same image in both: no pod of it is there any more, or one engine has a digest for it that the other has not`,
  };
}

/** How much was compared, and how much of it is alike: the rest is told below, or accepted. */
function proofOf(pairs: readonly Pair[], alike: readonly string[], findings: readonly Finding[]): string[] {
  const paired = new Set(pairs.map(({ compose }) => compose.name));
  const told = (...rules: string[]) =>
    findings.filter(({ service, rule, key }) => paired.has(service) && rules.includes(rule) && !key.endsWith('*'))
      .length;
  const sum = (namesOf: (pair: Pair) => Iterable<string>) =>
    pairs.reduce((all, pair) => all + new Set(namesOf(pair)).size, 0);
  const variables = sum(({ compose, cluster }) =>
    [...compose.variables.keys(), ...cluster.variables.keys()].map(named),
  );
  const mounts = sum(({ compose, cluster }) => [...compose.mounts, ...cluster.mounts].map(({ target }) => target));
  const rights = pairs.length * RIGHTS;
  const words = (what: string, all: number, ...rules: string[]) => `${what}: ${all - told(...rules)} of ${all} alike`;
  return [
    `images: ${alike.length} of ${pairs.length} alike, digest ${digest(alike.toSorted())}`,
    words('variables', variables, variableOnBothSides.id, variableAgrees.id),
    words('mounts', mounts, dataIsKept.id, mountOnBothSides.id),
    words('users and rights', rights, securityAgrees.id),
  ];
}

/** The user, whether it is privileged and may write, capabilities more and less. */
const RIGHTS = 5;
/** A variable is the same one where a file gives it. */
const named = (name: string) => name.replace(/_FILE$/, '');

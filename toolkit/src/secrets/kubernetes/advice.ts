import type { Project } from '../../native/read-config.ts';
import type { Asked } from '../../runtime/cluster-complaint.ts';
import { keyOf } from '../../runtime/cluster-secret.ts';
import type { KeyDecision } from './decide.ts';

interface Situation {
  project: Pick<Project, 'native' | 'cluster'>;
  decisions: readonly KeyDecision[];
  rotate: readonly string[];
  /** Workloads that have read a value which is another one now, such as "deployment/backend". */
  users: readonly string[];
  isCheck: boolean;
  asked: Asked;
}

interface Advice {
  findings: { found: string; fix: string }[];
  warnings: string[];
  next: string[];
}

/** What is wrong, what new values mean, and what has to start again to have them. */
export function adviceOf({ project, decisions, rotate, users, isCheck, asked }: Situation): Advice {
  const { native, cluster } = project;
  const where = `--context ${asked.context} --namespace ${asked.namespace}`;
  const make = `evenkeel secrets --kubernetes ${where}`;
  const missing = decisions.filter(({ value }) => isCheck && value !== undefined);
  const disagreements = decisions.flatMap(({ secret, key, differs }) => {
    if (differs === undefined) return [];
    const isOwn = differs in native.secrets;
    const source = isOwn ? keyOf(cluster, differs) : undefined;
    const other = source ? `${source.key} of ${source.secret}` : 'the environment or .env';
    return [{ isOwn, found: `${key} of ${secret} has another ${differs} than ${other}.`, differs, secret }];
  });
  const broken = disagreements
    .filter(({ isOwn }) => isOwn)
    .map(({ found, secret }) => ({
      found: `${found} One of the two does not fit.`,
      fix: `Look which is right; without the wrong one it is made to fit: kubectl ${where} delete secret ${secret}, then ${make}`,
    }));
  return {
    findings: [...missingFinding(missing, make), ...(isCheck ? broken : [])],
    warnings: isCheck ? [] : broken.map(({ found, fix }) => `${found} ${fix}`),
    next: [
      ...rotate.flatMap((name) => {
        const meaning = native.secrets[name]?.rotation;
        return meaning === undefined ? [] : [`${name}: ${meaning}`];
      }),
      ...(rotate.includes(native.postgres.password)
        ? [
            `${native.postgres.password}: the database has it already; pods that run cannot connect anew before they start again`,
          ]
        : []),
      ...disagreements
        .filter(({ isOwn }) => !isOwn)
        .map(({ found, differs }) => `${found} To take that over: ${make} --rotate ${differs}`),
      ...(users.length > 0
        ? [`Start again what has read the old values: kubectl ${where} rollout restart ${users.join(' ')}`]
        : []),
    ],
  };
}

function missingFinding(missing: readonly KeyDecision[], fix: string): Advice['findings'] {
  if (missing.length === 0) return [];
  const secrets = [...new Set(missing.map(({ secret }) => secret))];
  const list = secrets.map((name) => {
    const keys = missing.filter(({ secret }) => secret === name).map(({ key }) => key);
    return `${name} (${keys.join(', ')})`;
  });
  return [{ found: `The namespace lacks ${list.join(', ')}.`, fix }];
}

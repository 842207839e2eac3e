import type { Environment } from '../environment.ts';
import { atMost } from './at-most.ts';
import { loadCompose } from './compose/load.ts';
import { readCompose } from './compose/services.ts';
import { withImageDefaults } from './image-defaults.ts';
import type { Chart } from './kubernetes/helm.ts';
import { renderChart } from './kubernetes/helm.ts';
import { withLikelyBuilds } from './likely-build.ts';
import { linesOfFiles } from './lines.ts';
import { buildKustomization, isKustomization } from './kubernetes/kustomize.ts';
import { readManifests } from './kubernetes/manifests.ts';
import { readWorkloads } from './kubernetes/workloads.ts';
import type { Mapping } from './match.ts';
import { match } from './match.ts';
import type { Unknown } from './model.ts';
import type { Facts, Finding, Said } from './rule.ts';
import { rules } from './rules/index.ts';
import { secretMask } from './secret-mask.ts';
import type { Tiltfile } from './tiltfile/evaluate.ts';
import { evaluateTiltfile } from './tiltfile/evaluate.ts';

/** What is compared with what. */
export interface Comparison {
  compose: {
    files: readonly string[];
    envFiles: readonly string[];
    profiles: readonly string[];
    /** Names of others beside them, where nobody has said which ones are meant. */
    beside?: readonly string[];
  };
  charts: readonly Chart[];
  manifests: readonly string[];
  tiltfile?: Tiltfile | undefined;
  map: Mapping;
  environment: Environment;
}

export interface Compared {
  facts: Facts;
  findings: Finding[];
  /** What could not be read, on both sides. */
  unknown: Unknown[];
}

/** What runs programs: a test may put something in their place. */
const programs = { renderChart, evaluateTiltfile };

/** Programs that render charts. */
const AT_ONCE = 6;

/** Reads both sides, finds what belongs together, and asks every rule. */
export async function compare(
  { compose: given, charts, manifests, tiltfile, map, environment }: Comparison,
  { renderChart: render, evaluateTiltfile: evaluate } = programs,
): Promise<Compared> {
  const compose = withLikelyBuilds(
    readCompose(loadCompose({ ...given, environment }), given.profiles),
    given.files[0] ?? '.',
  );
  const [tilt, rendered, built] = await Promise.all([
    tiltfile && evaluate(tiltfile, environment),
    atMost(AT_ONCE, charts, (chart) => render(chart, environment)),
    atMost(1, manifests, (path) => readPath(path, environment)),
  ]);
  const all = [...rendered, ...built];
  const cluster = readWorkloads(
    all.flatMap(({ objects }) => objects),
    all.flatMap(({ unknown }) => unknown),
    all.flatMap(({ missing = [] }) => missing),
  );
  const matching = match(compose, cluster, map);
  const unreadImages: Unknown[] = [];
  const pairs = matching.pairs.map((pair) => withImageDefaults(pair, unreadImages));
  const facts: Facts = { compose, cluster, ...matching, pairs, ...(tilt && { tilt }), lineAt: linesOfFiles() };
  const order = new Map(compose.services.map(({ name }, index) => [name, index]));
  const findings = rules.flatMap((rule) => rule.judge(facts)).map(masked(facts));
  const place = ({ service }: Finding) => order.get(service) ?? order.size;
  return {
    facts,
    findings: findings.toSorted((a, b) => place(a) - place(b)),
    unknown: [...compose.unknown, ...cluster.unknown, ...unreadImages, ...(tilt?.unknown ?? [])],
  };
}

/** Whatever a rule says, no secret is in it. */
function masked({ compose, cluster }: Facts): (finding: Finding) => Finding {
  const mask = secretMask([compose, cluster]);
  const said = ({ at, value }: Said): Said => (value === undefined ? { at } : { at, value: mask(value) });
  return (finding) => ({
    ...finding,
    message: mask(finding.message),
    fix: mask(finding.fix),
    compose: said(finding.compose),
    cluster: said(finding.cluster),
  });
}

const readPath = async (path: string, environment: Environment) =>
  isKustomization(path) ? buildKustomization(path, environment) : readManifests([path]);

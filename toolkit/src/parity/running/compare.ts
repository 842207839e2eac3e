import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { Mapping } from '../match.ts';
import type { Service, Side, Unknown } from '../model.ts';
import type { Made } from '../report/report.ts';
import type { Facts } from '../rule.ts';
import type { Aspect, Names } from './aspects/aspect.ts';
import { headersAgree } from './aspects/headers-agree.ts';
import { openapiAgrees } from './aspects/openapi-agrees.ts';
import { schemaAgrees } from './aspects/schema-agrees.ts';
import { seedAgrees } from './aspects/seed-agrees.ts';
import type { ContainersCompared } from './containers.ts';
import { compareContainers } from './containers.ts';
import type { Snapshot } from './snapshot.ts';

const NAMES = { native: 'native', compose: 'Compose', cluster: 'the cluster' } as const;

/** A pure decision about two copies, as they were seen. */
export function compareCopies(one: Snapshot, other: Snapshot, map: Mapping): Made {
  const containers = containersOf(one, other, map);
  if (containers.facts.wrong.length > 0) throw wrongMap(containers.facts.wrong);
  const names = { one: NAMES[one.runtime], other: NAMES[other.runtime] };
  const aspects = [
    judge(schemaAgrees, one, other, names),
    judge(seedAgrees, one, other, names),
    judge(openapiAgrees, one, other, names),
    judge(headersAgree, one, other, names),
  ];
  return {
    name: comparisonName(one, other),
    read: {
      compose: [one.title],
      cluster: [other.title],
      notes: [...containers.proof, ...aspects.flatMap(({ proof }) => proof), ...leftOut(aspects)],
    },
    compared: {
      facts: containers.facts,
      findings: [...containers.findings, ...aspects.flatMap(({ findings }) => findings)],
      unknown: [...containers.unknown, ...aspects.flatMap(({ unknown }) => unknown)],
    },
  };
}

/** What acceptances call it by `in`: compose,cluster. */
export const comparisonName = (one: Pick<Snapshot, 'runtime'>, other: Pick<Snapshot, 'runtime'>): string =>
  `${one.runtime},${other.runtime}`;

interface Judged extends Omit<ContainersCompared, 'facts'> {
  leftOut?: { subject: string; why: string };
}

/** What has one reason is told once. */
function leftOut(judged: readonly Judged[]): string[] {
  const all = judged.flatMap((each) => each.leftOut ?? []);
  return [...new Set(all.map(({ why }) => why))].map((why) => {
    const subjects = all.filter((each) => each.why === why).map(({ subject }) => subject);
    return `${subjects.join(', ')}: ${why}`;
  });
}

function judge<T>(aspect: Aspect<T>, one: Snapshot, other: Snapshot, names: Names): Judged {
  const [mine, theirs] = [aspect.of(one), aspect.of(other)];
  const left = [mine, theirs].find(({ kind }) => kind === 'left-out');
  if (left?.kind === 'left-out') {
    return { findings: [], unknown: [], proof: [], leftOut: { subject: aspect.subject, why: left.why } };
  }
  if (mine.kind === 'seen' && theirs.kind === 'seen') {
    const found = aspect.differences(mine.value, theirs.value, names);
    const { id: rule, category } = aspect;
    const findings = found.map(({ one: here, other: there, ...rest }) => ({
      rule,
      category,
      ...rest,
      compose: { at: placeOf(one), ...(here !== undefined && { value: here }) },
      cluster: { at: placeOf(other), ...(there !== undefined && { value: there }) },
    }));
    return { findings, unknown: [], proof: found.length === 0 ? [aspect.proof(mine.value)] : [] };
  }
  const unknown = [
    { snapshot: one, told: mine },
    { snapshot: other, told: theirs },
  ].flatMap(({ snapshot, told }): Unknown[] =>
    told.kind === 'unseen' ? [{ at: placeOf(snapshot), message: `${aspect.subject}: ${told.why}` }] : [],
  );
  return { findings: [], unknown, proof: [] };
}

const placeOf = ({ title }: Snapshot) => ({ file: title, line: 0 });

/** Only Compose and a cluster have containers. */
function containersOf(one: Snapshot, other: Snapshot, map: Mapping): ContainersCompared {
  const [mine, theirs] = [one.containers, other.containers];
  if (mine.kind === 'seen' && theirs.kind === 'seen') return compareContainers(mine.value, theirs.value, map);
  const left = [mine, theirs].flatMap((each) => (each.kind === 'left-out' ? [each.why] : []));
  return { facts: noFacts(), findings: [], unknown: [], proof: left.slice(0, 1) };
}

function noFacts(): Facts {
  const side = (name: Side['name']): Side => ({
    name,
    services: [] as Service[],
    otherNames: [],
    unknown: [],
    isPartial: false,
    unread: [],
  });
  return {
    compose: side('compose'),
    cluster: side('cluster'),
    pairs: [],
    unread: [],
    onlyCompose: [],
    onlyCluster: [],
    wrong: [],
    lineAt: () => undefined,
  };
}

function wrongMap(wrong: string[]): KnownProblem {
  return new KnownProblem(
    `--map names what does not run: ${wrong.join(', ')}.`,
    'On the left is a service of Compose, on the right Kind/name of a workload, or Kind/name/container.',
    EXIT.wrongUse,
  );
}

import type { Matching, Pair } from './match.ts';
import type { Place, Service, Side } from './model.ts';
import type { Tilted } from './tiltfile/read.ts';

export const severities = ['error', 'warning', 'info'] as const;
/** error: one of the runtimes breaks or loses data. warning: it behaves differently. info: fine as it is. */
export type Severity = (typeof severities)[number];

export const categories = [
  'missing-service',
  'extra-workload',
  'extra-container',
  'image',
  'command',
  'env',
  'port',
  'healthcheck',
  'volume',
  'resources',
  'security',
  'replicas',
  'order',
  'hot-reload',
  'data',
  'http',
] as const;
export type Category = (typeof categories)[number];

/** What one side says, or that it says nothing. */
export interface Said {
  at: Place;
  /** As a person may read it: never a secret's value. undefined: nothing. */
  value?: string;
}

/** A difference between the two sides. */
export interface Finding {
  rule: string;
  category: Category;
  severity: Severity;
  /** Compose's name of it; the workload's where Compose has none. */
  service: string;
  /** What of the service: env.NAME, image.tag, port:8080, volume:/data. */
  key: string;
  /** What differs, and what comes of it. */
  message: string;
  /** What to do. */
  fix: string;
  compose: Said;
  cluster: Said;
}

/** What rules decide from. */
export interface Facts extends Matching {
  compose: Side;
  cluster: Side;
  /** What a Tiltfile adds to both. */
  tilt?: Tilted;
  /** The line at a place, as it is written; undefined where there is none. */
  lineAt: (place: Place) => string | undefined;
}

/** Small files that show a rule; both are run by a test. */
export interface Example {
  compose: string;
  cluster: string;
  /** Others beside them: a Dockerfile. */
  files?: Record<string, string>;
  /** The resources of a Tiltfile, as tilt answers with them. */
  tilt?: object[];
}

type Found = Omit<Finding, 'rule' | 'category'> & Partial<Pick<Finding, 'category'>>;

export interface Rule {
  id: string;
  /** What is true when all is well. */
  title: string;
  category: Category;
  /** Why it matters. */
  why: string;
  agrees: Example;
  drifts: Example;
  judge: (facts: Facts) => Finding[];
}

type Definition = Omit<Rule, 'judge'> &
  (
    | { judge: (facts: Facts) => Found[]; judgePair?: never }
    | { judgePair: (pair: Pair, facts: Facts) => Found[]; judge?: never }
  );

/** A rule that looks at everything, or at one service after the other. */
export function defineRule({ judge, judgePair, ...rule }: Definition): Rule {
  const { id, category } = rule;
  const look = judge ?? ((facts: Facts) => facts.pairs.flatMap((pair) => judgePair(pair, facts)));
  return { ...rule, judge: (facts) => look(facts).map((found) => ({ rule: id, category, ...found })) };
}

/** The sides, for a sentence. */
export const WHERE = { compose: 'Compose', cluster: 'the cluster' };

export const saidBy = (service: Service, value?: string, at: Place = service.at): Said => ({
  at,
  ...(value !== undefined && { value }),
});

/** Deployment web, or its container where the pod has several. */
export function workload({ kind, name, container }: Service): string {
  return container === name ? `${kind} ${name}` : `container ${container} of ${kind} ${name}`;
}

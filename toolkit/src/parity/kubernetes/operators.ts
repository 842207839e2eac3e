import { FAMILIES } from '../image-family.ts';
import { at, textOf } from '../yaml/read.ts';
import type { KubeObject } from './objects.ts';
import type { SubChart } from './sub-charts.ts';

/** What is only something in a database or broker, or about it. */
const PART =
  /(?:topic|user|queue|exchange|policy|binding|backup|schedule|database|role|rebalance|connect|connector|bridge|vhost|permission|restore|exporter|rule|dashboard)$/i;
/** How operators call the Services that they make. */
const ENDS = [
  '',
  '-rw',
  '-ro',
  '-r',
  '-primary',
  '-replicas',
  '-pooler-rw',
  '-kafka-bootstrap',
  '-svc',
  '-es-http',
  '-master',
];

/** A database or a broker that an operator runs: of it only what kind of program it is can be told. */
export function operatedBy({ kind, name, at: place, value }: KubeObject): (SubChart & { program: string }) | undefined {
  const group = (textOf(at(value, 'apiVersion')) ?? '').split('/')[0] ?? '';
  // Groups without a dot, and those of Kubernetes itself, have no operators.
  if (!/\./.test(group) || /(?:^|\.)k8s\.io$/.test(group) || PART.test(kind)) return undefined;
  const word = kind === 'Cluster' ? group : kind.toLowerCase();
  const program = Object.keys(FAMILIES).find((family) => FAMILIES[family]?.test(word));
  return program === undefined
    ? undefined
    : {
        name,
        at: place,
        program,
        hostNames: [...ENDS, `-${program}`, `-${program}-headless`].map((end) => name + end),
        isOff: false,
      };
}

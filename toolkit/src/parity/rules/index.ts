import type { Rule } from '../rule.ts';
import { commandAgrees } from './command-agrees.ts';
import { dataIsKept } from './data-is-kept.ts';
import { healthOnBothSides } from './health-on-both-sides.ts';
import { imageAgrees } from './image-agrees.ts';
import { limitsAgree } from './limits-agree.ts';
import { mountOnBothSides } from './mount-on-both-sides.ts';
import { portOnBothSides } from './port-on-both-sides.ts';
import { probePortListens } from './probe-port-listens.ts';
import { replicasAgree } from './replicas-agree.ts';
import { securityAgrees } from './security-agrees.ts';
import { serviceOnBothSides } from './service-on-both-sides.ts';
import { variableAgrees } from './variable-agrees.ts';
import { variableLeadsSomewhere } from './variable-leads-somewhere.ts';
import { variableOnBothSides } from './variable-on-both-sides.ts';

/** In the order in which findings of a service are told. */
export const rules: readonly Rule[] = [
  serviceOnBothSides,
  imageAgrees,
  commandAgrees,
  variableLeadsSomewhere,
  variableOnBothSides,
  variableAgrees,
  portOnBothSides,
  healthOnBothSides,
  probePortListens,
  dataIsKept,
  mountOnBothSides,
  limitsAgree,
  replicasAgree,
  securityAgrees,
];

import type { Rule } from '../rule.ts';
import { buildAgrees } from './build-agrees.ts';
import { commandAgrees } from './command-agrees.ts';
import { dataIsKept } from './data-is-kept.ts';
import { forwardAgrees } from './forward-agrees.ts';
import { healthOnBothSides } from './health-on-both-sides.ts';
import { hotReloadAgrees } from './hot-reload-agrees.ts';
import { imageAgrees } from './image-agrees.ts';
import { imagePortIsUsed } from './image-port-is-used.ts';
import { limitsAgree } from './limits-agree.ts';
import { mountOnBothSides } from './mount-on-both-sides.ts';
import { oneShotAgrees } from './one-shot-agrees.ts';
import { orderAgrees } from './order-agrees.ts';
import { portOnBothSides } from './port-on-both-sides.ts';
import { probePortListens } from './probe-port-listens.ts';
import { referenceLeadsSomewhere } from './reference-leads-somewhere.ts';
import { replicasAgree } from './replicas-agree.ts';
import { secretNotInPlainText } from './secret-not-in-plain-text.ts';
import { securityAgrees } from './security-agrees.ts';
import { serviceOnBothSides } from './service-on-both-sides.ts';
import { tiltRunsTheSame } from './tilt-runs-the-same.ts';
import { variableAgrees } from './variable-agrees.ts';
import { variableLeadsSomewhere } from './variable-leads-somewhere.ts';
import { variableOnBothSides } from './variable-on-both-sides.ts';

/** In the order in which findings of a service are told. */
export const rules: readonly Rule[] = [
  serviceOnBothSides,
  imageAgrees,
  commandAgrees,
  oneShotAgrees,
  referenceLeadsSomewhere,
  variableLeadsSomewhere,
  variableOnBothSides,
  variableAgrees,
  portOnBothSides,
  imagePortIsUsed,
  healthOnBothSides,
  probePortListens,
  dataIsKept,
  mountOnBothSides,
  limitsAgree,
  replicasAgree,
  securityAgrees,
  secretNotInPlainText,
  orderAgrees,
  buildAgrees,
  hotReloadAgrees,
  forwardAgrees,
  tiltRunsTheSame,
];

import type { Made } from './drift.ts';
import { chartVariables } from './chart-variables.ts';
import { commands } from './commands.ts';
import { composeVariables } from './compose-variables.ts';
import { health } from './health.ts';
import { images } from './images.ts';
import { limits } from './limits.ts';
import { ports } from './ports.ts';
import { replicasAndServices } from './replicas-and-services.ts';
import { security } from './security.ts';
import { templateVariables } from './template-variables.ts';
import { tiltfile } from './tiltfile.ts';
import { volumes } from './volumes.ts';

/** By what is edited. */
export const groups: Record<string, Made> = {
  'variables of compose.yaml': composeVariables,
  'variables of the charts’ values': chartVariables,
  'variables of templates': templateVariables,
  images,
  commands,
  ports,
  health,
  volumes,
  limits,
  security,
  'replicas and services': replicasAndServices,
  'the Tiltfile': tiltfile,
};

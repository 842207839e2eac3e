import type { AppCheck } from '../cluster-app.ts';
import { imagesAreInTheCluster } from './images-are-in-the-cluster.ts';
import { nodePortsAreOurs } from './node-ports-are-ours.ts';
import { podsAreReady } from './pods-are-ready.ts';
import { secretsAreThere } from './secrets-are-there.ts';

/** In the order of the report: what pods need comes before them. */
export const appChecks: AppCheck[] = [secretsAreThere, imagesAreInTheCluster, nodePortsAreOurs, podsAreReady];

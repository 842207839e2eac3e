import type { RunningRule } from './aspect.ts';
import { headersAgree } from './headers-agree.ts';
import { imageIdsAgree } from './image-ids-agree.ts';
import { openapiAgrees } from './openapi-agrees.ts';
import { schemaAgrees } from './schema-agrees.ts';
import { seedAgrees } from './seed-agrees.ts';

/** Besides the rules of files that hold of containers, too. */
export const runningRules: readonly RunningRule[] = [
  imageIdsAgree,
  schemaAgrees,
  seedAgrees,
  openapiAgrees,
  headersAgree,
];

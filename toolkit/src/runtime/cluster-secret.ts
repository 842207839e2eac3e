import { z } from 'zod';
import { KnownProblem } from '../known-problem.ts';
import type { ClusterConfig } from '../native/config.ts';
import type { Asked } from './cluster-complaint.ts';

/** A Secret of the cluster, its values decoded; the rest of it as it is, to be sent back. */
export interface ClusterSecret {
  name: string;
  values: ReadonlyMap<string, string>;
  object: Record<string, unknown>;
}

const secretObject = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  data: z.record(z.string(), z.string()).nullish(),
});
const answer = z.union([
  z.object({ items: z.array(secretObject) }),
  secretObject.transform((one) => ({ items: [one] })),
]);

/**
 * Reads `kubectl get secret NAME… --ignore-not-found --output json`: a list, one object where one name was asked for, or
 * nothing at all.
 * @returns undefined for a text that is nothing of the kind
 */
export function parseSecrets(text: string): ClusterSecret[] | undefined {
  if (text.trim() === '') return [];
  try {
    return answer.parse(JSON.parse(text)).items.map((object) => ({
      name: object.metadata.name,
      values: new Map(Object.entries(object.data ?? {}).map(([key, value]) => [key, decode(value)])),
      object,
    }));
  } catch {
    return undefined;
  }
}

function decode(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}

/** Where a value is kept in the cluster: the key of a Secret. */
export interface SecretKey {
  secret: string;
  key: string;
}

/** The key whose whole template is the name: there it is read back from. */
export function keyOf({ secrets }: ClusterConfig, name: string): SecretKey | undefined {
  const all = Object.entries(secrets).flatMap(([secret, keys]) =>
    Object.entries(keys).map(([key, template]) => ({ secret, key, template })),
  );
  return all.find(({ template }) => template === `\${${name}}`);
}

/** @throws KnownProblem where evenkeel.yaml does not say where the value is, or the cluster does not have it */
export function valueOf(
  config: ClusterConfig,
  name: string,
  known: readonly ClusterSecret[],
  { context, namespace }: Asked,
): string {
  const place = keyOf(config, name);
  if (!place) {
    throw new KnownProblem(
      `evenkeel.yaml does not say where a cluster has ${name}.`,
      `Add a key with the value \${${name}}: cluster.secrets`,
    );
  }
  const found = known.find((each) => each.name === place.secret);
  const value = found?.values.get(place.key);
  if (value !== undefined && value !== '') return value;
  const what = found ? `The secret ${place.secret} has no ${place.key}` : `There is no secret ${place.secret}`;
  throw new KnownProblem(
    `${what} in the namespace ${namespace} of ${context}.`,
    `Make it: evenkeel secrets --kubernetes --context ${context} --namespace ${namespace}`,
  );
}

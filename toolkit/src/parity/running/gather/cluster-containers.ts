import type { Environment } from '../../../environment.ts';
import { KnownProblem } from '../../../known-problem.ts';
import type { Connection } from '../../../runtime/cluster-connection.ts';
import { findCluster } from '../../../runtime/cluster-connection.ts';
import { readWorkloads } from '../../kubernetes/workloads.ts';
import type { Service, Unknown } from '../../model.ts';
import type { Containers, RunningImage } from '../snapshot.ts';
import { keyOf } from '../snapshot.ts';
import type { Inside } from './from-inside.ts';
import { QUESTIONS, readInside, withInside, withoutOwn } from './from-inside.ts';
import type { LiveObjects } from './live-objects.ts';
import { imageNames, KINDS, readLiveObjects } from './live-objects.ts';

export interface ClusterContainers extends Containers {
  connection: Connection;
}

/**
 * The containers of the namespace that kubectl points to, as they are.
 * @throws KnownProblem where nothing runs in it, or that cannot be told
 */
export async function clusterContainers(root: string, environment: Environment): Promise<ClusterContainers> {
  const connection = await findCluster({ root }, environment);
  if ('problem' in connection) throw connection.problem;
  const answer = await connection.ask(['get', KINDS, '--output', 'json'], { limitCharacters: 40_000_000 });
  if (answer.kind !== 'ended' || answer.code !== 0) throw connection.explain(answer, 'what runs there').problem;
  const live = readLiveObjects(answer.out);
  if (live.pods.size === 0) throw notUp(connection);
  const unknown: Unknown[] = [
    ...live.withoutPod.map((key) => ({
      at: { file: key.replace('/', ' '), line: 0 },
      part: key.split('/')[1] ?? key,
      message: `${key} has no pod that runs: kubectl --namespace ${connection.namespace} describe ${key.toLowerCase()}`,
    })),
    ...live.changing.map((key) => ({
      at: { file: key.replace('/', ' '), line: 0 },
      part: key.split('/')[1] ?? key,
      message: `the pods of ${key} are of different images: wait until its rollout is over`,
    })),
  ];
  const side = readWorkloads(live.objects, unknown);
  const found = await Promise.all(side.services.map((service) => look(service, live, connection)));
  return {
    connection,
    side: { ...side, services: found.map(([service]) => service) },
    images: new Map(found.flatMap(([service, image]) => (image ? [[keyOf(service), image] as const] : []))),
  };
}

async function look(
  service: Service,
  { pods }: LiveObjects,
  connection: Connection,
): Promise<[Service, RunningImage | undefined]> {
  const pod = pods.get(`${service.kind}/${service.name}`);
  const own = pod?.containers.get(service.container);
  if (!pod || !own) return [withoutOwn(service), undefined];
  const image = { name: service.image?.value ?? own.image, ...imageNames(own.imageId) };
  const inside = own.isRunning ? await lookInside(connection, pod.name, service.container) : undefined;
  const origins = { ofImage: new Set<string>(), ofSecrets: own.ofSecrets };
  return [inside ? withInside(service, inside, origins) : withoutOwn(service), image];
}

/** Asks one program after the other, until one is there. */
async function lookInside({ ask }: Connection, pod: string, container: string): Promise<Inside | undefined> {
  for (const words of QUESTIONS) {
    const answer = await ask(['exec', '--quiet', pod, '--container', container, '--', ...words]);
    const inside = answer.kind === 'ended' && answer.code === 0 ? readInside(answer.out) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

const notUp = ({ context, namespace }: Connection) =>
  new KnownProblem(
    `Nothing runs in the namespace ${namespace} of ${context.name}.`,
    'Start it: tilt up, helm install or kubectl apply. In another namespace: kubectl config set-context --current --namespace NAME',
  );

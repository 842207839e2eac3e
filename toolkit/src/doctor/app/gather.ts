import type { Environment } from '../../environment.ts';
import type { Project } from '../../native/read-config.ts';
import type { Connection } from '../../runtime/cluster-connection.ts';
import { findCluster } from '../../runtime/cluster-connection.ts';
import { parseSecrets } from '../../runtime/cluster-secret.ts';
import type { Complaint } from '../../runtime/compose-complaint.ts';
import { CHOICE_VARIABLE } from '../../runtime/runtime.ts';
import { askBriefly } from '../../system/ask.ts';
import { readIfThere } from '../../system/files.ts';
import { references } from '../../native/references.ts';
import { readCharts } from './charts.ts';
import type { ClusterApp, ImageFact } from './cluster-app.ts';
import type { NodeImages } from './read-images.ts';
import { imagesOfWorkloads, readNodes } from './read-images.ts';
import { readNodePorts } from './read-node-ports.ts';
import { readPods } from './read-pods.ts';

/** The cluster was not looked at, because it is not on this machine and nobody has said that it is meant. */
export interface NotMeant {
  notMeant: string;
}

/**
 * Asks the namespace that kubectl points to about the app. Nothing is changed, and a cluster that is not local is asked only
 * where EVENKEEL_RUNTIME says so.
 */
export async function gatherApp(
  project: Project,
  environment: Environment,
): Promise<ClusterApp | Complaint | NotMeant> {
  const found = await findCluster(project, environment);
  if ('problem' in found) return found;
  const { context, namespace } = found;
  if (context.kind === undefined && environment[CHOICE_VARIABLE] !== 'cluster') return { notMeant: context.name };
  const charts = readCharts(project.root);
  const get = async (...words: string[]) => {
    const answer = await found.ask(['get', ...words, '--output', 'json']);
    return answer.kind === 'ended' && answer.code === 0 ? answer.out : undefined;
  };
  const [secrets, services, pods, events, workloads, nodes] = await Promise.all([
    secretsOf(project, found),
    get('services', '--all-namespaces'),
    get('pods'),
    get('events', '--field-selector', 'type=Warning', '--sort-by', '.lastTimestamp'),
    get('deployments,statefulsets,jobs'),
    get('nodes'),
  ]);
  const installed = imagesOfWorkloads(workloads ?? '');
  const names = installed.length > 0 ? installed : charts.images;
  const told = readNodes(nodes ?? '', readIfThere('/etc/machine-id')?.trim() ?? '');
  return {
    context: context.name,
    kind: context.kind,
    cluster: context.cluster,
    namespace,
    secrets,
    images: await imageFacts(project, environment, names, told),
    isThisEngine: told?.isThisEngine ?? false,
    ports: readNodePorts(services ?? '', namespace, charts.nodePorts),
    pods: readPods(pods ?? '', events ?? '', new Date()),
  };
}

async function secretsOf(
  { native, cluster: { secrets } }: Project,
  cluster: Connection,
): Promise<ClusterApp['secrets']> {
  const names = Object.keys(secrets);
  if (names.length === 0) return [];
  const answer = await cluster.ask(['get', 'secret', ...names, '--ignore-not-found', '--output', 'json']);
  const known = answer.kind === 'ended' && answer.code === 0 ? parseSecrets(answer.out) : undefined;
  return (
    known &&
    Object.entries(secrets).map(([secret, keys]) => {
      const values = known.find(({ name }) => name === secret)?.values;
      const isMissing = ([key, template]: [string, string]) => {
        const value = values?.get(key);
        // What a variable gives may be empty; what a namespace has for itself may not.
        return value === undefined || (value === '' && references(template).some((name) => name in native.secrets));
      };
      const missing = Object.entries(keys).filter(isMissing);
      return { secret, isThere: values !== undefined, missing: missing.map(([key]) => key) };
    })
  );
}

async function imageFacts(
  { root, cluster }: Project,
  environment: Environment,
  names: readonly string[],
  nodes: NodeImages | undefined,
): Promise<ImageFact[]> {
  const facts = names.map(async (name): Promise<ImageFact[]> => {
    const dockerfile = cluster.images[name.replace(/[:@].*$/, '')];
    if (dockerfile === undefined) return [];
    const words = ['docker', 'image', 'inspect', '--format', '{{.Id}}', name] as const;
    const { answer } = await askBriefly(words, root, environment);
    const isUnknown = answer.kind === 'ended' && /no such image/i.test(answer.err);
    const isBuilt = answer.kind === 'ended' && answer.code === 0 ? true : isUnknown ? false : undefined;
    const isListed = nodes?.names.includes(name) === true;
    const unlisted = nodes === undefined || nodes.isCut ? undefined : false;
    return [{ name, dockerfile, isBuilt, isThere: isListed || (nodes?.isThisEngine ? isBuilt : unlisted) }];
  });
  return (await Promise.all(facts)).flat();
}

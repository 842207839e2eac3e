import { imageFix } from '../../doctor/app/load-image.ts';
import { readNodes } from '../../doctor/app/read-images.ts';
import { KnownProblem } from '../../known-problem.ts';
import type { KubeContext } from '../../runtime/kube-context.ts';
import { buildStepOf, docker, whyItFailed } from '../compose/docker.ts';
import type { Programs } from './programs.ts';

/** What the charts take where nobody says something else, and what it is built of. */
const images = ['frontend', 'backend'].map((part) => ({
  name: `todo-${part}:phase4`,
  dockerfile: `Dockerfile.${part}`,
}));

interface Given {
  root: string;
  context: KubeContext;
  stop: AbortSignal;
  doing: (what: string) => void;
}

/**
 * Builds the images where the cluster has those of the Docker that is asked here, and otherwise makes sure that it has some.
 * @throws KnownProblem
 */
export async function prepareImages(programs: Programs, given: Given): Promise<void> {
  if (await sharesDocker(programs)) return build(given);
  const told = readNodes(await programs.ask(['get', 'nodes', '--output', 'json']), '');
  // Nodes name only some of their images: then the pods say what is missing.
  const missing = told === undefined || told.isCut ? [] : images.filter(({ name }) => !told.names.includes(name));
  if (missing.length === 0) return;
  const { context } = given;
  const place = { kind: context.kind, cluster: context.cluster, isThisEngine: false };
  const fixes = missing.map((image) => imageFix(place, { ...image, isBuilt: undefined, isThere: false }));
  throw new KnownProblem(
    `The cluster ${context.name} does not have ${missing.map(({ name }) => name).join(' and ')}, and cannot take what is built here.`,
    `Bring them there: ${fixes.join('; ')}`,
  );
}

/** What has not changed takes no time. */
async function build({ root, stop, doing }: Given): Promise<void> {
  for (const { name, dockerfile } of images) {
    doing(`Building ${name}`);
    const args = ['build', '--progress', 'plain', '--tag', name, '--file', dockerfile, '.'];
    const onLine = (line: string) => {
      const step = buildStepOf(line);
      if (step !== undefined) doing(`Building ${name} ${step}`);
    };
    const { code, out, err } = await docker(args, { cwd: root, stop, onLine });
    if (code !== 0) throw whyItFailed(args, `${out}\n${err}`);
  }
}

/** The cluster's own containers are among those of the Docker that is asked here. */
async function sharesDocker({ ask }: Programs): Promise<boolean> {
  const of = ['--namespace', 'kube-system', '--field-selector', 'status.phase=Running'];
  const known = (await ask(['get', 'pods', ...of, '--output', 'jsonpath={.items[*].metadata.uid}'])).split(' ');
  const format = '{{.Label "io.kubernetes.pod.uid"}}';
  const listed = docker(['ps', '--filter', 'label=io.kubernetes.pod.uid', '--format', format]);
  const said = await listed.catch(() => undefined);
  return said?.code === 0 && said.out.split('\n').some((uid) => uid !== '' && known.includes(uid));
}

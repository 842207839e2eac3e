import { firstLine, jsonVersion } from './judge-program.ts';
import type { Programs } from './programs.ts';
import type { Version } from './version.ts';

/** The cluster that kubectl would talk to. */
export interface Cluster {
  /** Its name in kubectl's configuration; empty when none is chosen. */
  context: string;
  /** Of the cluster itself; undefined when it did not answer. */
  server: Version | undefined;
}

export function clusterOf({ cluster, kubectlContext }: Programs): Cluster {
  const { answer } = kubectlContext;
  return {
    context: answer.kind === 'ended' && answer.code === 0 ? firstLine({ ...answer, err: '' }) : '',
    server: jsonVersion(cluster.answer, 'serverVersion', 'gitVersion'),
  };
}

import { buildImages } from '../../cluster/images.ts';
import { createNamespace, type Namespace } from '../../cluster/namespace.ts';
import { createTiltCopy, type TiltCopy } from '../../cluster/tilt-copy.ts';
import { copyRepository } from '../../harness/copy.ts';
import { cloneOf, type Run } from '../../harness/run.ts';

/** The programs by their paths. */
interface Given {
  docker: string;
  kubectl: string;
  helm: string;
  tilt: string;
  run: Run;
  /** The folder of what the backend is compared with. */
  peer: string | undefined;
}

/** What all measurements work with. */
export interface Bench extends Given {
  namespace: (name: string) => Promise<Namespace>;
  /** Those of production. */
  images: () => ReturnType<typeof buildImages>;
  /** A copy of the repository in a namespace, whose images are built. */
  tiltCopy: (namespace: Namespace) => Promise<TiltCopy>;
}

export async function openBench(given: Given): Promise<Bench> {
  await copyRepository(cloneOf(given.run));
  const images = () => buildImages(given);
  return {
    ...given,
    images,
    namespace: (name) => createNamespace({ ...given, name, images }),
    async tiltCopy(namespace) {
      const copy = await createTiltCopy({ ...given, namespace });
      await copy.tiltAt('ci');
      return copy;
    },
  };
}

import { afterAll, beforeEach, describe, inject } from 'vitest';
import type { Run } from '../harness/run.ts';
import { requirement } from '../requirements.ts';
import { buildImages } from './images.ts';
import { createNamespace, type Namespace } from './namespace.ts';
import { TELLS } from './tell.ts';

/** What a test file has of the cluster. */
export interface World {
  docker: string;
  kubectl: string;
  helm: string;
  run: Run;
  /** A namespace of its own, which is gone when the file ends. */
  namespace: (name: string) => Promise<Namespace>;
  /** The images of the run, which are built when they are first asked for. */
  images: (options?: Parameters<typeof buildImages>[1]) => ReturnType<typeof buildImages>;
}

/** The cluster as this file finds it, and the reason why tests with it are not run, where there is one. */
export function lookForCluster(): { world: World; namespaces: Namespace[]; reason: string | undefined } {
  const parts = (['cluster', 'helm', 'docker'] as const).map((name) => requirement(name));
  const [kubectl = '', helm = '', docker = ''] = parts.map(({ path }) => path);
  const run = inject('run');
  const namespaces: Namespace[] = [];
  const used = new Map<string, number>();
  const world: World = {
    docker,
    kubectl,
    helm,
    run: run ?? { name: '', folder: '' },
    async namespace(name) {
      const times = (used.get(name) ?? 0) + 1;
      used.set(name, times);
      const own = times === 1 ? name : `${name}-${times}`;
      const namespace = await createNamespace({ ...world, name: own, images: () => world.images() });
      namespaces.push(namespace);
      return namespace;
    },
    images: (options) => buildImages(world, options),
  };
  const reason = parts.find(({ available }) => !available)?.reason;
  return { world, namespaces, reason: reason ?? (run ? undefined : 'there is no run of the tests') };
}

/**
 * Tests with a real cluster, or the reason why they are not run: the file's own, or what is missing. When one fails, all
 * namespaces tell what they know.
 */
export function describeWithCluster(title: string, define: (world: World) => void, ownReason?: string) {
  const { world, namespaces, reason = ownReason } = lookForCluster();
  describe.skipIf(reason !== undefined)(`${title}${reason === undefined ? '' : `, not run: ${reason}`}`, () => {
    beforeEach(({ onTestFailed }) => {
      onTestFailed(async ({ task }) => {
        // A command that failed has told it.
        if (task.result?.errors?.some(({ message }) => message.includes(TELLS))) return;
        for (const { name, tell } of namespaces) process.stderr.write(await tell(`\nAll about ${name}:`));
      });
    });
    // The keeper would do it too, but only at the end of the run.
    afterAll(async () => {
      await Promise.all(namespaces.map((namespace) => namespace.remove()));
    });
    define(world);
  });
}

import { join } from 'node:path';
import { need } from '../../harness/command.ts';
import { inSeconds, say, timeOf, until, type Figure } from '../figures.ts';
import type { Bench } from './bench.ts';

/** A package more: installed in the pod, as the Tiltfile does it, and beside it the image that would be built instead. */
export async function packages(bench: Bench): Promise<Figure[]> {
  const namespace = await bench.namespace('packages');
  const copy = await bench.tiltCopy(namespace);
  const up = await copy.up();
  try {
    const find = "require.resolve('is-odd', { paths: ['backend'] })";
    const isThere = () =>
      namespace.exec('deployment/backend', 'node', '-p', find).then(
        () => true,
        () => false,
      );
    const save = await copy.newPackage('backend', 'is-odd@3.0.1');
    const inPod = await timeOf(async () => {
      save();
      await until('the package is in the pod', isThere);
    });
    say(`  in the pod: ${Math.round(inPod)} ms`);
    const image = `${bench.run.name}-packages:dev`;
    const words = ['--target', 'dev', '--tag', image, '--file', join(copy.folder, 'Dockerfile.backend'), copy.folder];
    const built = await timeOf(() => need([bench.docker, 'build', '--quiet', ...words]));
    say(`  a new image: ${Math.round(built)} ms`);
    return [
      {
        what: 'package-lock.json saved → the package in the pod, of building the image',
        limit: '',
        measured: `${(inPod / built).toFixed(2)} (${inSeconds(inPod)} of ${inSeconds(built)})`,
        command: 'tilt up; npm install --workspace backend is-odd; docker build --target dev -f Dockerfile.backend .',
      },
    ];
  } finally {
    await up.stop();
    await namespace.remove();
  }
}

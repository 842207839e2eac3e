import type { ClusterApp, ImageFact } from './cluster-app.ts';

type Place = Pick<ClusterApp, 'kind' | 'cluster' | 'isThisEngine'>;

/** The command that brings an image of this machine into the cluster; empty where it is there as soon as it is built. */
export function loadCommand({ kind, cluster, isThisEngine }: Place, image: string): string {
  if (isThisEngine) return '';
  switch (kind) {
    case 'minikube':
      return `minikube${cluster === 'minikube' ? '' : ` --profile ${cluster}`} image load ${image}`;
    case 'kind':
      return `kind load docker-image ${image} --name ${cluster}`;
    case 'k3d':
      return `k3d image import ${image} --cluster ${cluster}`;
    case 'microk8s':
      return `docker save ${image} | microk8s images import`;
    case undefined:
      return `docker push ${image}`;
    default:
      return '';
  }
}

/** What to do about an image that is not in the cluster. */
export function imageFix(app: Place, { name, dockerfile, isBuilt }: ImageFact): string {
  const load = loadCommand(app, name);
  const build = isBuilt === true && load !== '' ? '' : `docker build --tag ${name} --file ${dockerfile} .`;
  const command = [build, load].filter((text) => text !== '').join(' && ');
  return app.kind === undefined ? `${command}, under a name of its registry: image.repository of the chart` : command;
}

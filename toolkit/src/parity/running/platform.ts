import type { Service, Side } from '../model.ts';

/** A container without what its runtime gives every container by itself. */
export interface Parted {
  service: Service;
  /** Names of variables that were taken out. */
  variables: string[];
  /** Paths where the pod's own account with the cluster is mounted. */
  accounts: string[];
}

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Takes out what Kubernetes gives every container: where its own API is, where each Service of the namespace is, and an
 * account for its API.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function withoutPlatform(service: Service, cluster: Side): Parted {
  const names = [...cluster.services.flatMap(({ hostNames }) => hostNames), ...cluster.otherNames];
  const links = [...new Set(names)].map((name) => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'));
  const pattern = new RegExp(
    String.raw`^(?:${['KUBERNETES', ...links].join('|')})_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?)$`,
  );
  // What a file gives by the same name is meant by somebody.
  const platform = [...service.variables]
    .filter(([name, { from }]) => from === 'image' && pattern.test(name))
    .map(([name]) => name);
  const variables = new Map([...service.variables].filter(([name]) => !platform.includes(name)));
  const accounts = service.mounts.filter(({ target }) => target === ACCOUNT).map(({ target }) => target);
  const mounts = service.mounts.filter(({ target }) => target !== ACCOUNT);
  return { service: { ...service, variables, mounts }, variables: platform.toSorted(), accounts };
}

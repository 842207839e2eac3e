import type { Mount, Service } from '../model.ts';
import { defineRule, saidBy, workload } from '../rule.ts';

export const dataIsKept = defineRule({
  id: 'data-is-kept',
  title: 'What one side keeps on a volume, the other keeps, too.',
  category: 'volume',
  why: 'A path that is a volume on one side and part of the container on the other loses its data there with every new container.',
  agrees: example('persistentVolumeClaim: { claimName: data }'),
  drifts: example('emptyDir: {}'),
  judgePair({ compose, cluster }) {
    return [...lost(compose, cluster), ...lost(cluster, compose)];
  },
});

/** What `one` keeps and `other` does not. */
function lost(one: Service, other: Service) {
  return one.mounts
    .filter(({ kind }) => kind === 'kept')
    .flatMap((mount) => {
      const there = other.mounts.find((each) => covers(each, mount));
      if (there && (there.kind === 'kept' || there.kind === 'host')) return [];
      const where = other.side === 'compose' ? 'Compose' : 'the cluster';
      const message = there
        ? `${mount.target} is kept in ${one.side === 'compose' ? 'Compose' : 'the cluster'} (${mount.source}) and is ${KINDS[there.kind]} in ${where}: its data is lost there with the container.`
        : `${mount.target} is kept in ${one.side === 'compose' ? 'Compose' : 'the cluster'} (${mount.source}), and nothing is mounted there in ${where}: what is written is lost with the container.`;
      const here = { at: mount.at, value: mount.source };
      const counterpart = there ? { at: there.at, value: there.source } : saidBy(other);
      const isWritten = !mount.isReadOnly;
      return [
        {
          service: one.side === 'compose' ? one.name : other.name,
          key: `volume:${mount.target}`,
          severity: isWritten ? ('error' as const) : ('warning' as const),
          message,
          fix:
            other.side === 'cluster'
              ? `Mount a PersistentVolumeClaim at ${mount.target} in ${workload(other)}.`
              : `Mount a named volume at ${mount.target} in the service ${other.name}.`,
          compose: one.side === 'compose' ? here : counterpart,
          cluster: one.side === 'compose' ? counterpart : here,
        },
      ];
    });
}

const KINDS: Record<Mount['kind'], string> = {
  kept: 'kept',
  host: 'a folder of the machine',
  given: 'a file that is given',
  passing: 'an empty folder for each container',
};

/** The same path, or one above or below it: a volume at /data keeps /data/db. */
export function covers(one: Mount, other: Mount): boolean {
  const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
  return inside(one.target, other.target) || (one.kind === other.kind && inside(other.target, one.target));
}

function example(volume: string) {
  return {
    compose:
      'services:\n  db:\n    image: postgres:17\n    volumes: [data:/var/lib/postgresql/data]\nvolumes: { data: {} }\n',
    cluster: `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  template:
    spec:
      containers:
        - name: db
          image: postgres:17
          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]
      volumes: [{ name: data, ${volume} }]
`,
  };
}

import { areOtherwisePublished, familyOf } from '../image-family.ts';
import { readImage } from '../image.ts';
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
      const there = counterpartOf(mount, other.mounts);
      if (there && (there.kind === 'kept' || there.kind === 'host')) return [];
      // Each publisher of a program has its own path for the data.
      if (areOtherwisePublished(one, other) && other.mounts.some(({ kind }) => kind === 'kept')) return [];
      const found = movedTo(mount, one, other);
      // A volume where the program does not write keeps nothing.
      const moved = found && writesElsewhere(other, found) ? undefined : found;
      // The other side's own path is told there.
      if (moved?.kind === 'kept' && one.side === 'cluster') return [];
      const where = other.side === 'compose' ? 'Compose' : 'the cluster';
      const message =
        found && !moved
          ? `${mount.target} is kept in ${one.side === 'compose' ? 'Compose' : 'the cluster'} (${mount.source}); in ${where} the volume is at ${found.target}, where nothing is written: its data is lost there with the container.`
          : moved
            ? `${mount.target} is kept in ${one.side === 'compose' ? 'Compose' : 'the cluster'} (${mount.source}); in ${where} ${moved.target} is kept instead: its data is at another path there.`
            : there
              ? `${mount.target} is kept in ${one.side === 'compose' ? 'Compose' : 'the cluster'} (${mount.source}) and is ${KINDS[there.kind]} in ${where}: its data is lost there with the container.`
              : `${mount.target} is kept in ${one.side === 'compose' ? 'Compose' : 'the cluster'} (${mount.source}), and nothing is mounted there in ${where}: what is written is lost with the container.`;
      const here = { at: mount.at, value: mount.source };
      const beside = found ?? there;
      const counterpart = beside ? { at: beside.at, value: beside.source } : saidBy(other);
      const isWritten = !mount.isReadOnly;
      // Each side says itself where its data is, and keeps that.
      const isTold = moved?.kind === 'kept' && isToldByEach(mount, moved, [one, other]);
      return [
        {
          service: one.side === 'compose' ? one.name : other.name,
          key: `volume:${mount.target}`,
          severity:
            isTold || isOfSources(mount, one)
              ? ('info' as const)
              : isWritten && !moved
                ? ('error' as const)
                : ('warning' as const),
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

/** What tools put beside the sources that are worked on: the image has its own. */
function isOfSources({ target }: Mount, { mounts }: Service): boolean {
  const isBeside = mounts.some(({ kind, target: folder }) => kind === 'host' && target.startsWith(`${folder}/`));
  return isBeside || /\/(?:node_modules|\.venv|venv|\.next|\.nuxt|\.gradle|__pycache__)$/.test(target);
}

const KINDS: Record<Mount['kind'], string> = {
  kept: 'kept',
  host: 'a folder of the machine',
  given: 'a file that is given',
  passing: 'an empty folder for each container',
  anonymous: 'a volume without a name, new for each container,',
};

/** What is mounted at the same path, else at the nearest one above it, else one below it that keeps: a volume at /data keeps /data/db. */
function counterpartOf({ target }: Mount, mounts: readonly Mount[]): Mount | undefined {
  const above = mounts.filter((each) => isInside(target, each.target));
  const below = mounts.filter((each) => isInside(each.target, target) && ['kept', 'host'].includes(each.kind));
  return above.toSorted((a, b) => b.target.length - a.target.length)[0] ?? below[0];
}

export const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Where Docker's own images keep their data. */
const DATA: Record<string, string> = {
  postgres: '/var/lib/postgresql',
  mysql: '/var/lib/mysql',
  mariadb: '/var/lib/mysql',
  mongo: '/data/db',
};

function writesElsewhere(service: Service, { target }: Mount): boolean {
  const image = service.image && readImage(service.image.value).repository;
  const folder = DATA[image ?? ''];
  const isLed =
    leadsTo(service, target) || [...service.variables.values()].some(({ value }) => value && isInside(value, target));
  return folder !== undefined && !isLed && !isInside(target, folder) && !isInside(folder, target);
}

/** Where the other side keeps the same data: a variable leads into both, or a database has a volume elsewhere there. */
export function movedTo(mount: Mount, one: Service, other: Service): Mount | undefined {
  const isData = familyOf(one) !== undefined;
  return other.mounts
    .filter(({ kind }) => kind === 'kept' || kind === 'host')
    .find((each) => {
      const isElsewhere = counterpartOf(each, one.mounts) === undefined;
      const isAlike = each.kind === 'host' ? isNamedAlike(mount, each) : isSameVolume(mount, each);
      const isOfIt = isAlike || isToldByEach(mount, each, [one, other]);
      return isElsewhere && ((isData && each.kind === 'kept') || isOfIt);
    });
}

/** evidence_storage and evidence-storage. */
function isSameVolume({ source }: Mount, each: Mount): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\W_]/g, '');
  return plain(source) === plain(each.source);
}

/** Folders that every program has, and that say nothing of one. */
const USUAL = new Set(['', 'app', 'etc', 'home', 'lib', 'mnt', 'opt', 'srv', 'tmp', 'usr', 'var', 'config', 'conf']);

/** /var/shop/data and /tmp/data/shop: a folder to write into, with the same words. */
function isNamedAlike(mount: Mount, each: Mount): boolean {
  const words = (path: string) => path.split(/[/._-]/).filter((word) => !USUAL.has(word));
  const isFolder = !/\.\w+$/.test(each.target) && !each.isReadOnly;
  const [here, there] = [words(mount.target), words(each.target)];
  return isFolder && there.length > 1 && there.every((word) => here.includes(word));
}

/** A variable, or the command, leads into the one here and into the other there. */
function isToldByEach(mount: Mount, each: Mount, [one, other]: [Service, Service]): boolean {
  const isByCommand = leadsTo(one, mount.target) && leadsTo(other, each.target);
  return (
    isByCommand ||
    [...one.variables].some(([name, { value }]) => {
      const there = other.variables.get(name)?.value;
      return (
        value !== undefined && there !== undefined && isInside(value, mount.target) && isInside(there, each.target)
      );
    })
  );
}

/** --data-dir=/data, --data-dir /data: a whole word of the command line is the folder. */
const leadsTo = ({ entrypoint, command }: Service, folder: string) =>
  [...(entrypoint?.value ?? []), ...(command?.value ?? [])]
    .flatMap((text) => text.split(/[\s=]/))
    .some((word) => word.replace(/\/$/, '') === folder);

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

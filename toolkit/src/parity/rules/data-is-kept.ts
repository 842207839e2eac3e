import { areOtherwisePublished, familyOf } from '../image-family.ts';
import { readImage } from '../image.ts';
import type { Mount, Service } from '../model.ts';
import type { Pair } from '../match.ts';
import type { Severity } from '../rule.ts';
import { defineRule, saidBy, WHERE, workload } from '../rule.ts';

export const dataIsKept = defineRule({
  id: 'data-is-kept',
  title: 'What one side keeps on a volume, the other keeps, too.',
  category: 'volume',
  why: 'A path that is a volume on one side and part of the container on the other loses its data there with every new container.',
  agrees: example('persistentVolumeClaim: { claimName: data }'),
  drifts: example('emptyDir: {}'),
  judgePair(pair, { pairs }) {
    const { compose, cluster } = pair;
    const others = pairs.filter((each) => each.compose !== compose);
    return [...lost(compose, cluster, others), ...lost(cluster, compose, others)];
  },
});

/** What `one` keeps and `other` does not. */
function lost(one: Service, other: Service, others: readonly Pair[]) {
  return one.mounts
    .filter(({ kind }) => kind === 'kept')
    .flatMap((mount) => {
      const there = counterpartOf(mount, other.mounts);
      if (there && (there.kind === 'kept' || there.kind === 'host')) return [];
      // Each publisher of a program has its own path for the data.
      if (areOtherwisePublished(one, other) && other.mounts.some(({ kind }) => kind === 'kept')) return [];
      const found = movedTo(mount, one, other);
      const { severity, words } = fateOf(mount, { there, found }, { one, other, others });
      // The other side's own path is told there.
      if (severity !== 'error' && found?.kind === 'kept' && one.side === 'cluster') return [];
      const here = { at: mount.at, value: mount.source };
      const beside = found ?? there;
      const counterpart = beside ? { at: beside.at, value: beside.source } : saidBy(other);
      return [
        {
          service: one.side === 'compose' ? one.name : other.name,
          key: `volume:${mount.target}`,
          severity: isOfSources(mount, one) ? ('info' as const) : severity,
          message: `${mount.target} is kept in ${WHERE[one.side]} (${mount.source})${words}`,
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

interface Beside {
  /** What the other side mounts at the same path. */
  there: Mount | undefined;
  /** Where it keeps the same data instead. */
  found: Mount | undefined;
}

/** What becomes of a mount's data on the other side. */
function fateOf(
  mount: Mount,
  { there, found }: Beside,
  { one, other, others }: { one: Service; other: Service; others: readonly Pair[] },
): { severity: Severity; words: string } {
  const where = WHERE[other.side];
  const severity = mount.isReadOnly ? 'warning' : 'error';
  if (found && writesElsewhere(other, found)) {
    const words = `; in ${where} the volume is at ${found.target}, where nothing is written: its data is lost there with the container.`;
    return { severity, words };
  }
  if (found) {
    // Each side says itself where its data is, and keeps that.
    const isTold = found.kind === 'kept' && isToldByEach(mount, found, [one, other]);
    const words = `; in ${where} ${found.target} is kept instead: its data is at another path there.`;
    return { severity: isTold ? 'info' : 'warning', words };
  }
  const keepers = one.side === 'compose' ? others.filter((pair) => isKeptBy(pair, mount)) : [];
  if (keepers.length > 0) {
    const names = keepers.map(({ compose }) => compose.name).join(' and ');
    const words = `, which ${names} has, too; in ${where} it is kept there alone: this one neither sees nor keeps what is in it.`;
    return { severity: 'warning', words };
  }
  const words = there
    ? ` and is ${KINDS[there.kind]} in ${where}: its data is lost there with the container.`
    : `, and nothing is mounted there in ${where}: what is written is lost with the container.`;
  return { severity, words };
}

/** Whether another service has the same volume, and keeps it on both sides. */
function isKeptBy({ compose, cluster }: Pair, { source }: Mount): boolean {
  const own = compose.mounts.find((each) => each.kind === 'kept' && each.source === source);
  return own !== undefined && counterpartOf(own, cluster.mounts)?.kind === 'kept';
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

import { areOtherwisePublished } from '../image-family.ts';
import type { Mount, Service } from '../model.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { isInside, movedTo } from './data-is-kept.ts';

export const mountOnBothSides = defineRule({
  id: 'mount-on-both-sides',
  title: 'Files that one side mounts into a container are there on the other side.',
  category: 'volume',
  why: 'The program finds other files than where it was tried: a script, a configuration or sources that are not in the image.',
  agrees: example('[./nginx.conf:/etc/nginx/nginx.conf:ro]'),
  drifts: example('[./nginx.conf:/etc/nginx/nginx.conf:ro, ./pages:/usr/share/nginx/html:ro]'),
  judgePair({ compose, cluster }) {
    return [...missing(compose, cluster), ...missing(cluster, compose)];
  },
});

/** Folders for what is only needed while a program runs: every container can write there anyway. */
const SCRATCH = /^\/(?:tmp|run|var\/run|var\/tmp|dev\/shm|var\/cache)(?:\/|$)|\/tmp$/;

/** A folder has the files below it; an empty folder has none that somebody else gives. */
function covers(one: Mount, other: Mount): boolean {
  if (isInside(one.target, other.target)) return true;
  if (!isInside(other.target, one.target)) return false;
  return one.kind === other.kind || other.kind === 'passing' || (isOfFiles(one) && isOfFiles(other));
}

const isOfFiles = ({ kind }: Mount) => kind === 'given' || kind === 'host';

function missing(one: Service, other: Service) {
  return (
    one.mounts
      .filter(({ kind }) => kind !== 'kept' && kind !== 'anonymous')
      .filter((mount) => !other.mounts.some((each) => covers(each, mount)))
      // That its data is at another path there is another rule's.
      .filter((mount) => !other.mounts.some((each) => each.kind === 'kept' && movedTo(each, other, one) === mount))
      .map((mount) => {
        const isScratch = mount.kind === 'passing' && SCRATCH.test(mount.target);
        const here = { at: mount.at, value: mount.source };
        const there = saidBy(other);
        const [is, isNot] = one.side === 'compose' ? ['Compose', 'the cluster'] : ['the cluster', 'Compose'];
        return {
          service: one.side === 'compose' ? one.name : other.name,
          key: `volume:${mount.target}`,
          severity: isScratch || isMinor(mount, one, other) ? ('info' as const) : ('warning' as const),
          message: `${mount.target} is ${words(mount)} in ${is}, and nothing is mounted there in ${isNot}${mount.kind === 'passing' ? '.' : `: the program finds what the image has${ofCopy(mount)}.`}`,
          fix: mount.copiedAt
            ? 'Nothing, as long as the image is built anew when they change.'
            : other.side === 'cluster'
              ? `Mount it in ${workload(other)} (a config map, say), or put it into the image.`
              : `Mount it in the service ${other.name}, or put it into the image.`,
          compose: one.side === 'compose' ? here : there,
          cluster: one.side === 'compose' ? there : here,
        };
      })
  );
}

/** What the other side cannot have, or has in its image, or would never miss. */
const isMinor = (mount: Mount, one: Service, other: Service) =>
  isSecretFile(mount) ||
  mount.copiedAt !== undefined ||
  CACHE.test(mount.target) ||
  mount.target.startsWith('/var/run/secrets/kubernetes.io') ||
  // Another publisher's image has paths of its own.
  areOtherwisePublished(one, other) ||
  areOtherwisePublished(other, one);

/** What tools of development fetch once. */
const CACHE =
  /\/(?:\.m2|\.gradle|\.npm|\.cache|\.yarn|\.cargo|go\/pkg\/mod|pnpm\/store|node_modules|\.venv|\.microsoft\/usersecrets|\.aspnet)(?:\/|$)/;

const ofCopy = ({ copiedAt }: Mount) => (copiedAt ? `, a copy of the same by ${copiedAt.file}:${copiedAt.line}` : '');

/** Where Compose puts secrets; a cluster has them elsewhere, and variables say so. */
const isSecretFile = ({ kind, target }: Mount) => kind === 'given' && target.startsWith('/run/secrets/');

function words({ kind, source }: Mount): string {
  if (kind === 'host') return `the machine's ${source}`;
  return kind === 'given' ? `given by ${source}` : 'an empty folder';
}

function example(volumes: string) {
  return {
    compose: `services:\n  web:\n    image: nginx:1\n    volumes: ${volumes}\n`,
    cluster: `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf }]
      volumes: [{ name: conf, configMap: { name: web } }]
`,
  };
}

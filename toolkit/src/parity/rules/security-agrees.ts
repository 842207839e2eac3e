import type { Security, Service } from '../model.ts';
import { defineRule, saidBy } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const securityAgrees = defineRule({
  id: 'security-agrees',
  title: 'A container may do the same on both sides.',
  category: 'security',
  why: 'What a program needs a right for, or may not write to, fails only on the side that is stricter.',
  agrees: example('read_only: true'),
  drifts: example('read_only: false'),
  judgePair({ compose, cluster }) {
    return [
      ...differs(compose, cluster, 'isPrivileged', 'privileged', 'warning'),
      ...differs(compose, cluster, 'isReadOnlyRoot', 'read_only', 'warning'),
      ...differs(compose, cluster, 'capAdd', 'cap_add', 'warning'),
      ...differs(compose, cluster, 'capDrop', 'cap_drop', 'warning'),
      ...differs(compose, cluster, 'user', 'user', areTelling(compose, cluster) ? 'warning' : 'info'),
    ];
  },
});

/** A name and a number may be the same user; the image knows. Where one side says a number alone, the other is the image's. */
const areTelling = (...services: Service[]) =>
  services.every(({ security }) => security.user === undefined || /^\d+(?::|$)/.test(security.user.value));

const MEANING: Record<keyof Security, string> = {
  user: 'its user',
  isPrivileged: 'whether it is privileged',
  isReadOnlyRoot: 'whether its root file system can only be read',
  capAdd: 'its added capabilities',
  capDrop: 'its dropped capabilities',
};

function differs(compose: Service, cluster: Service, name: keyof Security, key: string, severity: 'warning' | 'info') {
  const [one, other] = [of(compose, name), of(cluster, name)];
  const [here, there] = [text(name, one?.value), text(name, other?.value)];
  if (here === there) return [];
  return [
    {
      service: compose.name,
      key,
      severity,
      message: `The sides differ in ${MEANING[name]}: ${here} in Compose, ${there} in the cluster.`,
      fix: 'Say the same on both sides, the stricter of the two.',
      compose: { ...saidBy(compose, here), ...(one && { at: one.at }) },
      cluster: { ...saidBy(cluster, there), ...(other && { at: other.at }) },
    },
  ];
}

/** What a container may do anyway needs not be added, as long as nothing is dropped. */
function of({ security }: Service, name: keyof Security): Security[keyof Security] {
  if (name !== 'capAdd' || !security.capAdd || (security.capDrop?.value.length ?? 0) > 0) return security[name];
  const { value, at } = security.capAdd;
  return { value: value.filter((each) => !USUAL.has(each.replace(/^CAP_/, ''))), at };
}

/** https://github.com/moby/profiles: what both runtimes give to every container. */
const USUAL = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);

/** root is 0 on every system; the group does not count. */
const userOf = (user: string) => user.split(':')[0]?.replace(/^0$/, 'root') || "the image's";

/** What is not said is what the runtimes do by themselves. */
function text(name: keyof Security, value: string | boolean | string[] | undefined): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.toSorted().join(', ');
  if (name === 'user') return userOf(String(value ?? ''));
  if (name === 'capAdd' || name === 'capDrop') return 'none';
  return value === true ? 'yes' : 'no';
}

function example(line: string) {
  return {
    compose: `services:\n  web:\n    image: web:1\n    ${line}\n`,
    cluster: deployment('web', "image: 'web:1', securityContext: { readOnlyRootFilesystem: true }"),
  };
}

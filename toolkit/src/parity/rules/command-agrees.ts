import type { Service, Sourced } from '../model.ts';
import { defineRule, saidBy, workload } from '../rule.ts';
import { withoutSecrets } from '../secret-values.ts';
import { deployment } from '../rule-examples.ts';

export const commandAgrees = defineRule({
  id: 'command-agrees',
  title: 'Both sides start the same command.',
  category: 'command',
  why: 'Another command is another program, or another mode of it: a server that reloads, a worker with other options.',
  agrees: example('redis-server --appendonly yes', '[redis-server, --appendonly, "yes"]'),
  drifts: example('redis-server --appendonly yes', '[redis-server]'),
  judgePair({ compose, cluster }, { cluster: { services } }) {
    // That is another rule's.
    if (compose.runsOnce && cluster.runsOnce) return [];
    if (isSameStart(compose, cluster)) return [];
    const [one, other] = [wordsOf(compose), wordsOf(cluster)];
    const isEntrypoint = one.entrypoint !== other.entrypoint;
    const key = isEntrypoint ? 'entrypoint' : 'command';
    const [here, there] = isEntrypoint ? [wholeOf(compose), wholeOf(cluster)] : [compose.command, cluster.command];
    const message =
      here && there
        ? `Compose starts ${shown(here, there)}, the cluster starts ${shown(there, here)}.`
        : `${here ? `Compose starts ${shown(here)}` : `The cluster starts ${shown(there)}`}; the other side starts what the image says.`;
    const inits = services.filter((each) => each.isInit && each.kind === cluster.kind && each.name === cluster.name);
    const isAfterInit = inits.length > 0 && one.whole !== undefined && lastOf(one.whole) === other.whole;
    return [
      {
        service: compose.name,
        key,
        severity: isAfterInit ? ('info' as const) : ('warning' as const),
        message,
        fix: `Start the same on both sides: what Compose calls ${key}, Kubernetes calls ${isEntrypoint ? 'command' : 'args'} (${workload(cluster)}).`,
        compose: here ? { at: here.at, value: withoutSecrets(here.value.join(' ')) } : saidBy(compose),
        cluster: there ? { at: there.at, value: withoutSecrets(there.value.join(' ')) } : saidBy(cluster),
      },
    ];
  },
});

/** Whether both start the same words, in whatever list they stand. */
export function isSameStart(compose: Service, cluster: Service): boolean {
  const [one, other] = [wordsOf(compose), wordsOf(cluster)];
  const isAlike = one.entrypoint === other.entrypoint && one.command === other.command;
  // A shell that starts it, or all of it in one list: what runs is the same.
  if (isAlike || (one.whole !== undefined && one.whole === other.whole)) return true;
  return one.entrypoint === undefined && other.entrypoint === undefined && isOptionsOf(one.command, other.command);
}

/** Options alone (-c fsync=off) are what the image's entry point gives to its program: postgres -c fsync=off. */
function isOptionsOf(one = '', other = ''): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.startsWith('-') && /^[\w./]+ $/.test(long.slice(0, -short.length)) && long.endsWith(short);
}

/** What comes after migrate && in one line; a pod does that in a container before. */
const lastOf = (line: string) =>
  line
    .split(/\s+(?:&&|;)\s+/)
    .at(-1)
    ?.replace(/^exec /, '');

function wordsOf({ entrypoint, command }: Service) {
  const plain = (words: Sourced<string[]> | undefined) => words && spaced(withoutShell(words.value));
  const all = [...(entrypoint?.value ?? []), ...(command?.value ?? [])];
  return {
    entrypoint: plain(entrypoint),
    command: plain(command),
    whole: all.length === 0 ? undefined : spaced(withoutShell(all)),
  };
}

/** --port=80 and --port 80, quoted or not; what a Secret or the shell puts in is what the other side may write. */
const spaced = (words: string[]) =>
  withoutSecrets(words.join(' '))
    .replaceAll(/\$(?:\(\w+\)|\{\w+\}|[A-Z_]\w*)/g, '…')
    .replaceAll(/(^|\s)(--?[\w-]+)=(?=\S)/g, '$1$2 ')
    .replaceAll(/["']/g, '');

/** sh -c "exec node server.js" starts node server.js. */
function withoutShell(words: string[]): string[] {
  const [shell = '', option, ...rest] = words;
  const isShell = /(?:^|\/)(?:ba|da|a)?sh$/.test(shell) && /^-[a-z]*c$/.test(option ?? '') && rest.length === 1;
  return (isShell ? (rest[0] ?? '') : words.join(' '))
    .replace(WAITS, '')
    .replace(/^exec /, '')
    .trim()
    .split(/\s+/);
}

/** Waiting for another service is the order of the start, not what is started: wait-for-it db:5432 -- program. */
const WAITS =
  /^(?:(?:\S*\/)?(?:wait-for(?:-it)?(?:\.sh)?|wait4x|dockerize)\s(?:[^;&|]*?\s)?--\s+|sleep\s+\d+[smh]?\s*(?:&&|;)\s*)/;

/** All that is started, where the entry point is said. */
function wholeOf({ entrypoint, command }: Service): Sourced<string[]> | undefined {
  const first = entrypoint ?? command;
  return first && { value: [...(entrypoint?.value ?? []), ...(command?.value ?? [])], at: first.at };
}

/** The words, or where they are long the part in which they differ from the other side's. */
export function shown(words: Sourced<string[]> | undefined, others?: Sourced<string[]>): string {
  const line = (some: Sourced<string[]> | undefined) =>
    withoutSecrets(some?.value.join(' ') ?? '').replaceAll(/\s+/g, ' ');
  const [text, other] = [line(words), line(others)];
  let differsAt = 0;
  while (differsAt < text.length && text[differsAt] === other[differsAt]) differsAt += 1;
  const from = other === '' || differsAt < SHOWN - 20 ? 0 : text.lastIndexOf(' ', differsAt) + 1;
  const end = from + SHOWN;
  return `\`${from > 0 ? '… ' : ''}${text.slice(from, end)}${text.length > end ? ' …' : ''}\``;
}

const SHOWN = 80;

function example(command: string, args: string) {
  return {
    compose: `services:\n  cache:\n    image: redis:8\n    command: ${command}\n`,
    cluster: deployment('cache', `image: 'redis:8', args: ${args}`),
  };
}

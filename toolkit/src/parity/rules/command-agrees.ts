import type { Service, Sourced } from '../model.ts';
import { defineRule, saidBy, workload } from '../rule.ts';

export const commandAgrees = defineRule({
  id: 'command-agrees',
  title: 'Both sides start the same command.',
  category: 'command',
  why: 'Another command is another program, or another mode of it: a server that reloads, a worker with other options.',
  agrees: example('redis-server --appendonly yes', '[redis-server, --appendonly, "yes"]'),
  drifts: example('redis-server --appendonly yes', '[redis-server]'),
  judgePair({ compose, cluster }) {
    const [one, other] = [wordsOf(compose), wordsOf(cluster)];
    if (one.entrypoint === other.entrypoint && one.command === other.command) return [];
    // A shell that starts it, or all of it in one list: what runs is the same.
    if (one.whole !== undefined && one.whole === other.whole) return [];
    const isEntrypoint = one.entrypoint !== other.entrypoint;
    const key = isEntrypoint ? 'entrypoint' : 'command';
    const [here, there] = isEntrypoint ? [compose.entrypoint, cluster.entrypoint] : [compose.command, cluster.command];
    const message =
      here && there
        ? `Compose starts ${shown(here)}, the cluster starts ${shown(there)}.`
        : `${here ? `Compose starts ${shown(here)}` : `The cluster starts ${shown(there)}`}; the other side starts what the image says.`;
    return [
      {
        service: compose.name,
        key,
        severity: 'warning' as const,
        message,
        fix: `Write the same on both sides: Compose's ${key} is ${isEntrypoint ? 'command' : 'args'} of ${workload(cluster)}.`,
        compose: here ? { at: here.at, value: here.value.join(' ') } : saidBy(compose),
        cluster: there ? { at: there.at, value: there.value.join(' ') } : saidBy(cluster),
      },
    ];
  },
});

function wordsOf({ entrypoint, command }: Service) {
  const plain = (words: Sourced<string[]> | undefined) => words && withoutShell(words.value).join(' ');
  const all = [...(entrypoint?.value ?? []), ...(command?.value ?? [])];
  return {
    entrypoint: plain(entrypoint),
    command: plain(command),
    whole: all.length === 0 ? undefined : withoutShell(all).join(' '),
  };
}

/** sh -c "exec node server.js" starts node server.js. */
function withoutShell(words: string[]): string[] {
  const [shell = '', option, ...rest] = words;
  const isShell = /(?:^|\/)(?:ba|da|a)?sh$/.test(shell) && /^-[a-z]*c$/.test(option ?? '') && rest.length === 1;
  return (isShell ? (rest[0] ?? '') : words.join(' '))
    .replace(/^exec /, '')
    .trim()
    .split(/\s+/);
}

const shown = (words: Sourced<string[]> | undefined) =>
  `\`${words?.value.join(' ').replaceAll(/\s+/g, ' ').slice(0, 80) ?? ''}\``;

function example(command: string, args: string) {
  return {
    compose: `services:\n  cache:\n    image: redis:8\n    command: ${command}\n`,
    cluster: `apiVersion: apps/v1
kind: Deployment
metadata: { name: cache }
spec: { template: { spec: { containers: [{ name: cache, image: 'redis:8', args: ${args} }] } } }
`,
  };
}

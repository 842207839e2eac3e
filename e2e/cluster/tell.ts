import { hideValues } from '../harness/hide.ts';
import type { Ended } from '../harness/command.ts';
import { valuesOf } from './secrets.ts';

type Ask = (...args: string[]) => Promise<Ended>;
interface Pod {
  metadata: { name: string };
  status: { conditions?: { type: string; status: string }[]; containerStatuses?: { restartCount: number }[] };
}

/** How each part of what a namespace tells begins. */
export const TELLS = '\n== kubectl ';

/** All that a namespace can tell about a failure: what is there, events, what is not ready, logs also of ended containers. */
export async function tellAll(kubectl: Ask): Promise<string> {
  const ask = async (...args: string[]) => `${TELLS}${args.join(' ')}\n${(await kubectl(...args)).text}`;
  const pods = JSON.parse((await kubectl('get', 'pods', '--output=json')).text) as { items: Pod[] };
  const parts = [
    await ask('get', 'pods,jobs,services,persistentvolumeclaims', '--output=wide'),
    await ask('get', 'events', '--sort-by=.lastTimestamp'),
  ];
  for (const { metadata, status } of pods.items) {
    const isReady = status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
    if (!isReady) parts.push(await ask('describe', 'pod', metadata.name));
    parts.push(await ask('logs', metadata.name, '--all-containers', '--tail=200'));
    if (status.containerStatuses?.some(({ restartCount }) => restartCount > 0)) {
      parts.push(await ask('logs', metadata.name, '--all-containers', '--previous', '--tail=200'));
    }
  }
  return parts.join('');
}

/** Takes the secrets of a namespace out of a text. */
export async function hideSecrets(kubectl: Ask, text: string): Promise<string> {
  const { code, text: secrets } = await kubectl('get', 'secrets', '--output=json');
  return code === 0 ? hideValues(text, valuesOf(secrets)) : text;
}

import type { Mount } from '../model.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { at, isTrue, itemsOf, textOf } from '../yaml/read.ts';

const KINDS: Record<string, Mount['kind']> = {
  emptyDir: 'passing',
  ephemeral: 'passing',
  hostPath: 'host',
  configMap: 'given',
  secret: 'given',
  projected: 'given',
  downwardAPI: 'given',
  image: 'given',
};

/**
 * What is mounted into a container.
 * @param claims names of the workload's volumeClaimTemplates
 */
export function mountsOf(container: Value, pod: Mapping, claims: ReadonlySet<string>): Mount[] {
  const volumes = new Map(itemsOf(at(pod, 'volumes')).map((volume) => [textOf(at(volume, 'name')) ?? '', volume]));
  return itemsOf(at(container, 'volumeMounts')).flatMap((mount) => {
    const name = textOf(at(mount, 'name')) ?? '';
    const target = textOf(at(mount, 'mountPath'));
    if (target === undefined) return [];
    const { kind, source } = claims.has(name)
      ? { kind: 'kept' as const, source: name }
      : kindOf(volumes.get(name), name);
    return [
      {
        at: mount.at,
        target: target.replace(/(.)\/+$/, '$1'),
        kind,
        source,
        isReadOnly: isTrue(at(mount, 'readOnly')),
      },
    ];
  });
}

/** A volume that is none of the known kinds is a disk from somewhere, and so is kept. */
function kindOf(volume: Value | undefined, name: string): Pick<Mount, 'kind' | 'source'> {
  const keys = volume?.kind === 'map' ? [...volume.entries.keys()].filter((key) => key !== 'name') : [];
  const [key] = keys;
  // A volume without any source is an emptyDir.
  if (key === undefined) return { kind: 'passing', source: name };
  const source =
    textOf(at(volume, key, 'claimName')) ??
    textOf(at(volume, key, 'name')) ??
    textOf(at(volume, key, 'secretName')) ??
    textOf(at(volume, key, 'path'));
  return { kind: KINDS[key] ?? 'kept', source: key === 'emptyDir' ? `emptyDir ${name}` : (source ?? name) };
}

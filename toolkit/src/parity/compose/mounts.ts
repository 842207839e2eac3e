import type { Mount } from '../model.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { at, isTrue, itemsOf, mapOf, sourcedText, textOf } from '../yaml/read.ts';

/** All that is mounted into a service: volumes, tmpfs, configs and secrets; the last one of a path counts. */
export function mountsOf(service: Mapping, root: Mapping): Mount[] {
  const all = [
    ...itemsOf(at(service, 'volumes')).flatMap((item) => volume(item, root)),
    ...itemsOf(at(service, 'tmpfs')).flatMap(tmpfs),
    ...itemsOf(at(service, 'configs')).flatMap((item) => given(item, '/')),
    ...itemsOf(at(service, 'secrets')).flatMap((item) => given(item, '/run/secrets/')),
  ];
  return [...new Map(all.map((mount) => [mount.target, mount])).values()];
}

function volume(item: Value, root: Mapping): Mount[] {
  if (item.kind === 'map') return longVolume(item, root);
  const text = textOf(item) ?? '';
  const parts = text.split(':');
  // C:\folder of Windows has a colon of its own.
  if (/^[a-z]$/i.test(parts[0] ?? '') && /^[\\/]/.test(parts[1] ?? '')) parts.splice(0, 2, `${parts[0]}:${parts[1]}`);
  const [source, target, mode = ''] = parts.length === 1 ? ['', parts[0]] : parts;
  if (!target) return [];
  const isReadOnly = mode.split(',').includes('ro');
  const own = { at: item.at, target: withoutSlash(target), isReadOnly };
  if (parts.length === 1) return [{ ...own, kind: 'anonymous', source: ANONYMOUS }];
  // A variable that has no value here.
  if (source === '') return [{ ...own, kind: 'host', source: 'what a variable says' }];
  return [{ ...own, kind: isPath(source ?? '') ? 'host' : named(source ?? '', root), source: source ?? '' }];
}

const ANONYMOUS = 'an anonymous volume';

function longVolume(item: Mapping, root: Mapping): Mount[] {
  const target = textOf(at(item, 'target'));
  if (target === undefined) return [];
  const source = textOf(at(item, 'source')) ?? '';
  const type = textOf(at(item, 'type')) ?? 'volume';
  const kind = KINDS[type] ?? (source === '' ? 'anonymous' : named(source, root));
  const isReadOnly = isTrue(at(item, 'read_only'));
  return [{ at: item.at, target: withoutSlash(target), kind, source: source || ANONYMOUS, isReadOnly }];
}

const KINDS: Record<string, Mount['kind']> = {
  bind: 'host',
  npipe: 'host',
  tmpfs: 'passing',
  image: 'given',
  cluster: 'kept',
};

/** A named volume whose driver keeps it in memory is gone with the machine's start. */
function named(name: string, root: Mapping): Mount['kind'] {
  return textOf(at(root, 'volumes', name, 'driver_opts', 'type')) === 'tmpfs' ? 'passing' : 'kept';
}

function tmpfs(item: Value): Mount[] {
  const target = (textOf(item) ?? '').split(':')[0] ?? '';
  return target === ''
    ? []
    : [{ at: item.at, target: withoutSlash(target), kind: 'passing', source: 'tmpfs', isReadOnly: false }];
}

function given(item: Value, folder: string): Mount[] {
  const source = textOf(item) ?? textOf(at(mapOf(item), 'source'));
  if (source === undefined) return [];
  const target = sourcedText(at(mapOf(item), 'target'))?.value ?? source;
  const path = target.startsWith('/') ? target : folder + target;
  return [{ at: item.at, target: path, kind: 'given', source, isReadOnly: true }];
}

const isPath = (text: string) => /^([./~\\]|[a-z]:[\\/])/i.test(text);
export const withoutSlash = (path: string) => (path.length > 1 ? path.replace(/\/+$/, '') : path);

import type { Port } from '../model.ts';
import type { Value } from '../yaml/located.ts';
import { at, numberOf, textOf } from '../yaml/read.ts';

/** The ports of an item of `ports`, short or long; a range gives several. undefined: it is none. */
export function publishedPorts(item: Value): Port[] | undefined {
  if (item.kind === 'map') {
    const number = numberOf(at(item, 'target'));
    const [published] = range(textOf(at(item, 'published')) ?? '') ?? [];
    if (number === undefined) return undefined;
    return [{ at: item.at, number, protocol: protocolOf(textOf(at(item, 'protocol'))), isPublished: true, published }];
  }
  const [, head, protocol] = /^(.*?)(?:\/(\w+))?$/.exec(textOf(item) ?? '') ?? [];
  // An address of version 6 stands in brackets; the ports are the last two parts.
  const [, left, right = ''] = /^(?:(.*):)?([^:]*)$/.exec(head ?? '') ?? [];
  const inside = range(right);
  if (inside === undefined) return undefined;
  const outside = left === undefined ? undefined : range(/[^:\]]*$/.exec(left)?.[0] ?? '');
  return inside.map((number, index) => ({
    at: item.at,
    number,
    protocol: protocolOf(protocol),
    isPublished: true,
    published: outside?.[index],
  }));
}

/** The ports of an item of `expose`. */
export function exposedPorts(item: Value): Port[] | undefined {
  const [, head = '', protocol] = /^(.*?)(?:\/(\w+))?$/.exec(textOf(item) ?? '') ?? [];
  return range(head)?.map((number) => ({ at: item.at, number, protocol: protocolOf(protocol), isPublished: false }));
}

function range(text: string): number[] | undefined {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text.trim()) ?? [];
  const length = Number(last) - Number(first) + 1;
  if (first === undefined || length < 1 || length > 65_536) return undefined;
  return Array.from({ length }, (_, index) => Number(first) + index);
}

function protocolOf(text: string | undefined): Port['protocol'] {
  const lower = text?.toLowerCase();
  return lower === 'udp' || lower === 'sctp' ? lower : 'tcp';
}

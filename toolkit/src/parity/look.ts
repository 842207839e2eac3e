import type { Look } from './model.ts';

const URL_IN_TEXT = /\b(https?):\/\/(\[[^\]]+\]|[^\s/:'"`?]+)(?::([^\s/'"`?]+))?(\/[^\s'"`?),;]*)?/i;
const NETCAT = /\b(?:nc|ncat|netcat)\b[^;&|]*\s(\d+)\s*(?:$|[;&|])/;
const BASH_TCP = /\/dev\/tcp\/[^/\s]+\/(\d+)/;

/**
 * What a command that looks whether a program is well looks at: an address that it asks, a port that it connects to, or
 * only that the command itself ends well.
 */
export function lookOf(words: string[]): Look {
  const text = words.join(' ');
  const [, scheme = '', , port, path = '/'] = URL_IN_TEXT.exec(text) ?? [];
  if (scheme !== '') return { kind: 'http', port: numberOr(port, scheme.toLowerCase() === 'https' ? 443 : 80), path };
  const tcp = NETCAT.exec(text)?.[1] ?? BASH_TCP.exec(text)?.[1];
  return tcp === undefined ? { kind: 'exec', words } : { kind: 'tcp', port: Number(tcp) };
}

/** @returns undefined for a port that is a variable */
function numberOr(text: string | undefined, usual: number): number | undefined {
  if (text === undefined) return usual;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

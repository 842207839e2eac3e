export interface Version {
  major: number;
  minor: number;
  /** As it was said, without a v: "26.1.5+dfsg1". */
  text: string;
}

/**
 * Finds the first version in what a program says. Every vendor adds something of its own behind the numbers
 * (v1.34.4+k3s1, 26.1.5+dfsg1, 2.26.1-4, 1.30.9-gke.100), so what stands there counts for nothing.
 * @returns undefined for a text without two numbers and a dot between them
 */
export function readVersion(text: string): Version | undefined {
  const found = /(?<![\w.])v?((\d{1,5})\.(\d{1,5})(?![\d])(?:\.\d+)*(?:[-+~][\w.+~-]*\w)?)/.exec(text);
  if (!found) return undefined;
  const [, whole = '', major, minor] = found;
  return { major: Number(major), minor: Number(minor), text: whole };
}

/** @param least such as "1.30", or "0.34.2" */
export function isAtLeast({ text }: Version, least: string): boolean {
  const [have, want] = [numbers(text), numbers(least)];
  const at = want.findIndex((number, index) => number !== (have[index] ?? 0));
  return at === -1 || (have[at] ?? 0) > (want[at] ?? 0);
}

const numbers = (version: string) =>
  version
    .split(/[^\d.]/, 1)[0]
    ?.split('.')
    .map(Number) ?? [];

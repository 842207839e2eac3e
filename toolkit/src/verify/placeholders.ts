/** Names for what a run has made: users, tasks, tokens. What is shown has the name in its place. */
export interface Placeholders {
  /** @param name such as TOKEN_A; shown as $TOKEN_A */
  name: (value: string, name: string) => void;
  mask: (text: string) => string;
  /** The values named TOKEN, COOKIE or PASSWORD: what no log may hold. */
  secrets: () => string[];
}

// What no check has named is still no secret to be shown: JSON Web Tokens, and the session's token in Better Auth's answers.
const secrets: [RegExp, string][] = [
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, '$TOKEN'],
  [/("token"\s*:\s*")[^"]{8,}(")/g, '$1…$2'],
];

/** So that nothing secret is ever shown, and a shown request can be repeated with one's own values. */
export function createPlaceholders(): Placeholders {
  const names = new Map<string, string>();
  return {
    secrets: () => [...names].filter(([, name]) => /^\$(TOKEN|COOKIE|PASSWORD)/.test(name)).map(([value]) => value),
    name(value, name) {
      if (value !== '') names.set(value, `$${name}`);
    },
    mask(text) {
      // The longest first: a token may hold an id.
      const known = [...names].toSorted(([a], [b]) => b.length - a.length);
      const named = known.reduce((masked, [value, name]) => masked.replaceAll(value, () => name), text);
      return secrets.reduce((masked, [pattern, name]) => masked.replaceAll(pattern, name), named);
    },
  };
}

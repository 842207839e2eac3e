const REFERENCE = /\$\$|\$\{([^}]*)\}/g;

/** The names that a text of evenkeel.yaml refers to: "${backend.url}/x" → ["backend.url"]. "$$" stands for a dollar sign. */
export function references(text: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/**
 * Puts values in the place of names.
 * @throws Error for an unknown name; reading the file has refused those before
 */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (_whole, name: string | undefined) => {
    if (name === undefined) return '$';
    const value = values.get(name);
    if (value === undefined) throw new Error(`Nothing is called \${${name}}.`);
    return value;
  });
}

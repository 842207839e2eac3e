/** What the stand-in's parts read at their start. */
export interface Settings {
  issuer: string;
  /** What the page calls; empty: the stand-in's own. */
  publicBackendUrl: string;
  model: string | undefined;
  modelName: string;
}

export const usualSettings: Settings = { issuer: 'stand-in', publicBackendUrl: '', model: undefined, modelName: '' };

/** The names of the variables that cannot be used. */
export function unusableIn(variables: Record<string, string>): string[] {
  const rules: Record<string, RegExp> = {
    DATABASE_URL: /^postgres/,
    LOG_LEVEL: /^(debug|info|warning|error)$/,
    NEXT_PUBLIC_BACKEND_URL: /^http/,
    BACKEND_INTERNAL_URL: /^http/,
  };
  return Object.entries(variables).flatMap(([name, value]) => (rules[name]?.test(value) === false ? [name] : []));
}

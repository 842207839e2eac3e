import type { LocalRuntime } from '../runtime/runtime.ts';

/** Values that a runtime has used so far, by name. */
export interface KnownValues {
  from: LocalRuntime;
  values: Readonly<Record<string, string>>;
}

export type Decision =
  | { name: string; state: 'kept' }
  | { name: string; state: 'taken'; value: string; from: LocalRuntime }
  | { name: string; state: 'made' | 'rotated'; value: string };

interface Situation {
  names: readonly string[];
  /** What `.env` has; an empty value counts as none, as it does for Compose. */
  given: Readonly<Record<string, string | undefined>>;
  rotate: readonly string[];
  /** The first that knows a name wins. */
  known: readonly KnownValues[];
  make: (name: string) => string;
}

/**
 * Where each secret comes from. One that a runtime has used already is taken over, because its data depend on it: a
 * database has its password, a signing key is encrypted.
 */
export function decide({ names, given, rotate, known, make }: Situation): Decision[] {
  return names.map((name) => {
    if (rotate.includes(name)) return { name, state: 'rotated', value: make(name) };
    if (given[name]) return { name, state: 'kept' };
    const source = known.find(({ values }) => values[name]);
    const value = source?.values[name];
    return source && value
      ? { name, state: 'taken', value, from: source.from }
      : { name, state: 'made', value: make(name) };
  });
}

import { parseDotEnv } from '../../../parity/compose/dot-env.ts';
import type { Written } from '../written.ts';

/** The variables of a file such as .env; what refers to others has no value of its own. */
export function readEnvSecrets(text: string, file: string): Written[] {
  const { values } = parseDotEnv(text, file, () => undefined);
  return [...values].map(([name, { value, at }]) => ({ name, value, at }));
}

import { readFileSync } from 'node:fs';

/** Of this package. */
export function packageVersion(): string {
  const text: { version?: unknown } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(text.version);
}

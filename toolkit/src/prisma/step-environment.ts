import type { Environment } from '../environment.ts';
import type { NativeConfig } from '../native/config.ts';
import { fillIn, references } from '../native/references.ts';

interface Target {
  /** Has its secrets for itself. */
  copy: { secret: (name: string) => Promise<string> };
  url: string;
  dotEnv: Environment;
}

/**
 * What a step of evenkeel.yaml has in its environment when it works on a copy that Docker Compose or a cluster runs: that
 * copy's database and secrets. Of `.env` it takes plain values alone; an address there is the native runtime's, and the secrets
 * there have reached the copy's own when it was started. What this machine's folders and services are is left out.
 */
export async function stepEnvironment(
  { steps, secrets }: NativeConfig,
  step: string,
  { copy, url, dotEnv }: Target,
): Promise<Record<string, string>> {
  const declared = Object.entries(steps[step]?.environment ?? {});
  const wanted = new Set(declared.flatMap(([, text]) => references(text)).filter((name) => name in secrets));
  const read = [...wanted].map(async (name) => [name, await copy.secret(name)] as const);
  const values = new Map([...(await Promise.all(read)), ['postgres.url', url] as const]);
  return Object.fromEntries(
    declared.flatMap(([name, text]) => {
      const names = references(text);
      if (!names.every((each) => values.has(each))) return [];
      return [[name, (names.length === 0 ? dotEnv[name] : undefined) || fillIn(text, values)]];
    }),
  );
}

import { KnownProblem } from '../known-problem.ts';
import { defaultDataFolder } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import { readSecrets } from '../native/secrets.ts';
import type { ComposeState } from '../runtime/compose.ts';
import type { KnownValues } from './decide.ts';
import type { keptVolume } from './kept-volume.ts';

interface Sources {
  compose: ComposeState;
  /** Of a copy that Docker Compose has run before. */
  volume: Awaited<ReturnType<typeof keptVolume>>;
}

/**
 * The values that the runtimes have used so far for some secrets. Compose's come first, because its database takes the
 * password of `.env`; the native one has a password of its own in any case.
 */
export async function knownValues(
  project: Project,
  names: readonly string[],
  { compose, volume }: Sources,
): Promise<KnownValues[]> {
  if (names.length === 0) return [];
  const read = compose.kind === 'up' && !volume ? lenient(compose.copy.secret) : volume?.secret;
  const pairs = await Promise.all(read ? names.map(async (name) => [name, (await read(name)) ?? ''] as const) : []);
  const native = readSecrets(defaultDataFolder(project.root)) ?? {};
  return [
    { from: 'compose', values: Object.fromEntries(pairs) },
    { from: 'native', values: native },
  ];
}

/** A secret that a copy does not have is no problem here. */
function lenient(secret: (name: string) => Promise<string>) {
  return (name: string) =>
    secret(name).catch((error: unknown) => {
      if (error instanceof KnownProblem) return undefined;
      throw error;
    });
}

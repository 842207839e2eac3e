import type { Decision } from './decide.ts';
import { withValues } from './dot-env.ts';
import type { EnvFile } from './env-file.ts';
import { draftEnvFile, isLoose, tighten } from './env-file.ts';
import { withSignalsHeld } from './hold-signals.ts';

const HEADER = '# Secrets of this machine, made by `evenkeel secrets`. They belong into no commit.\n';

/**
 * Writes what is new into `.env`, whole or not at all, and closes it to other users.
 * @param meanwhile is done when the file is written but not yet in its place;
 *   if it fails, nothing has changed
 */
export async function writeSecrets(
  file: EnvFile,
  decisions: Decision[],
  meanwhile: (value: (name: string) => string) => Promise<void>,
) {
  const values = new Map(decisions.flatMap((each) => ('value' in each ? [[each.name, each.value] as const] : [])));
  if (values.size === 0) {
    if (isLoose(file.mode)) tighten(file.path);
    return;
  }
  await withSignalsHeld(async () => {
    const draft = draftEnvFile(file, withValues(file.exists ? file.text : HEADER, values));
    try {
      await meanwhile((name) => values.get(name) ?? '');
      draft.keep();
    } catch (error) {
      draft.discard();
      throw error;
    }
  });
}

import { readSettings, secretWeakness, SettingsError } from '../env.ts';
import { watchEveryRequest } from './every-request.ts';
import { log } from './log.ts';
import { keepSettings } from './settings.ts';
import { shutdown } from './shutdown.ts';

/** What happens once, before the first request. Ends the process when a setting cannot be used. */
export function start() {
  try {
    const settings = readSettings();
    keepSettings(settings);
    const weakness = secretWeakness(settings.secret);
    if (weakness)
      log('warning', 'secret_is_weak', { detail: `${weakness}: pages wait for the backend to know who is signed in.` });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    log('error', 'settings_cannot_be_used', { detail: error.message });
    // oxlint-disable-next-line unicorn/no-process-exit -- nothing can be served without them
    process.exit(2);
  }
  watchEveryRequest();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal));
}

/** Next closes its server at these signals; event streams would keep it waiting for ever. */
function stop(signal: NodeJS.Signals) {
  log('info', 'shutdown_signal_received', { signal });
  shutdown.abort();
  // Next ends with 143; being told to stop and stopping is a success.
  process.once('exit', () => (process.exitCode = 0));
}

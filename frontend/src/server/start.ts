import { readSettings, secretWeakness, SettingsError } from '../env.ts';
import { drain, watchServer } from './drain.ts';
import { watchEveryRequest } from './every-request.ts';
import { log } from './log.ts';
import { keepSettings, settings } from './settings.ts';
import { shutdown } from './shutdown.ts';

/** What happens once, before the first request. Ends the process when a setting cannot be used. */
export function start() {
  try {
    const read = readSettings();
    keepSettings(read);
    const weakness = secretWeakness(read.secret);
    if (weakness)
      log('warning', 'secret_is_weak', { detail: `${weakness}: pages wait for the backend to know who is signed in.` });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    log('error', 'settings_cannot_be_used', { detail: error.message });
    // oxlint-disable-next-line unicorn/no-process-exit -- nothing can be served without them
    process.exit(2);
  }
  watchEveryRequest();
  watchServer();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Next's own, which close its server at once.
    const closers = process.listeners(signal);
    process.removeAllListeners(signal);
    let isStopping = false;
    process.on(signal, () => {
      if (!isStopping) void stop(signal, closers);
      isStopping = true;
    });
  }
}

/** Event streams would keep Next's server waiting for ever, and connections that it closes may have a request on its way. */
async function stop(signal: NodeJS.Signals, closers: NodeJS.SignalsListener[]) {
  log('info', 'shutdown_signal_received', { signal });
  shutdown.abort();
  // Next ends with 143; being told to stop and stopping is a success.
  process.once('exit', () => (process.exitCode = 0));
  await drain(settings().drainMs);
  for (const close of closers) close(signal);
}

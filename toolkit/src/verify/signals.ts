/** Ctrl-C in an npm script arrives twice within milliseconds: from the terminal and from npm. */
const SAME_CTRL_C_MS = 500;

/** The first signal ends the checks and lets the clean-up run; a second Ctrl-C ends that too. */
export function watchSignals(): { stop: AbortSignal; stopNow: AbortSignal } {
  const stop = new AbortController();
  const stopNow = new AbortController();
  let firstAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        firstAt = performance.now();
        stop.abort(new Error(name));
      } else if (performance.now() - firstAt > SAME_CTRL_C_MS) {
        stopNow.abort(new Error(name));
      }
    });
  }
  return { stop: stop.signal, stopNow: stopNow.signal };
}

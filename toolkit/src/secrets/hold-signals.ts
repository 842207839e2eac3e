const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does some steps that belong together; Ctrl-C counts before them or after them. */
export async function withSignalsHeld<Result>(steps: () => Promise<Result>): Promise<Result> {
  let came: NodeJS.Signals | undefined;
  const hold = (name: NodeJS.Signals) => (came ??= name);
  for (const name of SIGNALS) process.on(name, hold);
  try {
    return await steps();
  } finally {
    for (const name of SIGNALS) process.off(name, hold);
    if (came) process.kill(process.pid, came);
  }
}

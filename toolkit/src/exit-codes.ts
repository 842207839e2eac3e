/** What every command's exit code means; `--help` prints these lines. */
export const EXIT = {
  agrees: 0,
  findings: 1,
  wrongUse: 2,
  couldNotRun: 3,
} as const;

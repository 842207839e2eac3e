/** Prisma's commands that talk to a database; all others (generate, validate, format, …) read files only. */
const WITH_DATABASE = new Set(['migrate', 'db', 'studio']);

/** Options that may stand before the command, with a value of their own. */
const BEFORE_VALUE = new Set(['--config', '--schema']);

/**
 * Tells whether a `prisma` command line needs a database.
 * @param args what was typed after `prisma`
 */
export function needsDatabase(args: readonly string[]): boolean {
  if (args.some((arg) => arg === '--help' || arg === '-h')) return false;
  const [command, action] = args.filter(
    (arg, index) => !arg.startsWith('-') && !BEFORE_VALUE.has(args[index - 1] ?? ''),
  );
  // `prisma migrate` alone prints its help.
  return WITH_DATABASE.has(command ?? '') && (command === 'studio' || action !== undefined);
}

import type { UpEvent } from '../native/events.ts';
import type { Colours } from '../terminal.ts';

type Ready = Extract<UpEvent, { type: 'ready' }>;

/**
 * The block that ends a start.
 * @param demoCommand stands in the place of the password where the output is not a terminal: it might be a file
 */
export function readyBlock(ready: Ready, colours: Colours, demoCommand: string | undefined): string {
  const { addresses, database, demo, data, seconds } = ready;
  const rows = [
    ...Object.entries(addresses).map(([part, url]) => [part, colours.cyan(url)] as const),
    ['postgres', `${database.host}:${database.port}, database ${database.name}, data in ${data}`] as const,
    ...(demo ? [['sign in', signIn(demo, colours, demoCommand)] as const] : []),
    ['stop', 'Ctrl-C'] as const,
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 3;
  const lines = rows.map(([label, value]) => `  ${colours.dim(label.padEnd(width))}${value}`);
  return ['', `  ${colours.bold(`Everything is up after ${seconds.toFixed(1)} s.`)}`, '', ...lines, '', ''].join('\n');
}

function signIn(
  { email, password }: { email: string; password: string },
  colours: Colours,
  demoCommand?: string,
): string {
  return demoCommand === undefined
    ? `${email}, password ${colours.bold(password)}`
    : `${email}; ${demoCommand} shows the password`;
}

import type { Channel, Signs } from '../terminal.ts';

export interface SecretsReport {
  file: string;
  /** Its permissions, as chmod takes them. */
  mode: string | undefined;
  secrets: { name: string; state: 'kept' | 'taken' | 'made' | 'rotated' | 'missing'; from?: string; users: string[] }[];
  /** What is wrong, each with what to do. */
  findings: { found: string; fix: string }[];
  warnings: string[];
  next: string[];
}

const words = {
  kept: 'there already',
  made: 'made at random',
  rotated: 'made anew',
  missing: 'missing',
};

/** One line. No value is in it. */
export function secretsJson(
  { file, mode, secrets, findings, warnings, next }: SecretsReport,
  exitCode: number,
): string {
  const list = secrets.map(({ name, state, from }) => ({ name, state, from }));
  return `${JSON.stringify({ file, mode, secrets: list, findings, warnings, next, exitCode })}\n`;
}

export function secretsPretty(
  { file, mode, secrets, findings, warnings, next }: SecretsReport,
  { isQuiet, isVerbose }: { isQuiet: boolean; isVerbose: boolean },
  { out: { colours }, signs }: { out: Channel; signs: Signs },
): string {
  const width = Math.max(...secrets.map(({ name }) => name.length)) + 2;
  const lines = secrets
    .filter(({ state }) => !isQuiet || state === 'missing')
    .map(({ name, state, from, users }) => {
      const sign = state === 'missing' ? colours.red(signs.bad) : colours.green(signs.good);
      const how =
        state === 'taken'
          ? `taken over from ${from === 'compose' ? 'Docker Compose' : 'the native runtime'}`
          : words[state];
      return `  ${sign} ${name.padEnd(width)}${how}${isVerbose && users.length > 0 ? `, for ${users.join(', ')}` : ''}`;
    });
  const heading = isQuiet ? [] : [`${file}${isVerbose && mode !== undefined ? `, mode ${mode}` : ''}`];
  const found = findings.flatMap((each) => [`${colours.red(signs.bad)} ${each.found}`, `${signs.next} ${each.fix}`]);
  const told = [
    ...warnings.map((text) => colours.yellow(`! ${text}`)),
    ...(isQuiet ? [] : next.map((text) => `${signs.next} ${text}`)),
  ];
  const blocks = [[...heading, ...lines], found, told].filter((block) => block.length > 0);
  return blocks.map((block) => `${block.join('\n')}\n`).join('\n');
}

import type { Channel, Signs } from '../terminal.ts';

export interface ClusterSecretsReport {
  context: string;
  namespace: string;
  isLocal: boolean;
  secrets: {
    secret: string;
    key: string;
    state: 'kept' | 'made' | 'rotated' | 'derived' | 'taken' | 'set' | 'empty' | 'missing';
    /** What its value is made of. */
    names: readonly string[];
    /** Where a value was taken from. */
    from?: string;
  }[];
  /** What is wrong, each with what to do. */
  findings: { found: string; fix: string }[];
  warnings: string[];
  next: string[];
}

type Row = ClusterSecretsReport['secrets'][number];

/** One line. No value is in it. */
export function clusterSecretsJson(report: ClusterSecretsReport, exitCode: number): string {
  const { context, namespace, secrets, findings, warnings, next } = report;
  const list = secrets.map(({ secret, key, state, from }) => ({ secret, key, state, from }));
  return `${JSON.stringify({ context, namespace, secrets: list, findings, warnings, next, exitCode })}\n`;
}

export function clusterSecretsPretty(
  report: ClusterSecretsReport,
  { isQuiet, isVerbose }: { isQuiet: boolean; isVerbose: boolean },
  { out: { colours }, signs }: { out: Channel; signs: Signs },
): string {
  const { context, namespace, isLocal, secrets, findings, warnings, next } = report;
  const width = (text: (row: Row) => string) => Math.max(...secrets.map((row) => text(row).length)) + 2;
  const [secretWidth, keyWidth] = [width(({ secret }) => secret), width(({ key }) => key)];
  const lines = secrets
    .filter(({ state }) => !isQuiet || state === 'missing')
    .map((row) => {
      const sign = row.state === 'missing' ? colours.red(signs.bad) : colours.green(signs.good);
      const made = isVerbose && row.names.length > 0 ? `, of ${row.names.join(', ')}` : '';
      return `  ${sign} ${row.secret.padEnd(secretWidth)}${row.key.padEnd(keyWidth)}${says(row)}${made}`;
    });
  const heading = isQuiet ? [] : [`cluster ${context}${isLocal ? '' : ' (not local)'}, namespace ${namespace}`];
  const found = findings.flatMap((each) => [`${colours.red(signs.bad)} ${each.found}`, `${signs.next} ${each.fix}`]);
  const told = [
    ...warnings.map((text) => colours.yellow(`! ${text}`)),
    ...(isQuiet ? [] : next.map((text) => `${signs.next} ${text}`)),
  ];
  const blocks = [[...heading, ...lines], found, told].filter((block) => block.length > 0);
  return blocks.map((block) => `${block.join('\n')}\n`).join('\n');
}

function says({ state, names, from }: Row): string {
  switch (state) {
    case 'kept':
      return 'there already';
    case 'made':
      return 'made at random';
    case 'rotated':
      return 'made anew';
    case 'derived':
      return `made with ${names.join(', ')}`;
    case 'taken':
      return `taken from ${from ?? 'the environment'}`;
    case 'set':
      return 'as evenkeel.yaml has it';
    case 'empty':
      return `empty: there is no ${names.join(', ')} in the environment or .env`;
    case 'missing':
      return 'missing';
  }
}

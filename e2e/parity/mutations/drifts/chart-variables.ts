import type { Drift, Made } from './drift.ts';

export const chartVariables: Made = (read) =>
  ['backend', 'frontend'].flatMap((chart) => {
    const file = `helm/${chart}/values.yaml`;
    const [, block = ''] = /^config:\n((?: {2}.*\n)+)/m.exec(read(file)) ?? [];
    const rows = block.split('\n').filter((line) => /^ {2}[A-Z_]+:/.test(line));
    return rows.flatMap((row): Drift[] => {
      const name = row.trim().split(':')[0] ?? '';
      const edit = { file, behind: 'config:\n', from: row };
      const isSecretInTheCluster = name === 'BETTER_AUTH_URL' && chart === 'backend';
      return [
        { ...edit, rule: 'variable-on-both-sides', to: row.replace(name, `${name}_RENAMED`) },
        ...(isSecretInTheCluster ? [] : [{ ...edit, rule: 'variable-agrees', to: `  ${name}: another value` }]),
      ];
    });
  });

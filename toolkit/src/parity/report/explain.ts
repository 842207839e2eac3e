import type { Colours } from '../../terminal.ts';
import { rules } from '../rules/index.ts';
import { runningRules } from '../running/aspects/index.ts';

/** What a rule is about: what is true when all is well, why it matters, and an example of each. */
export function explain(id: string, { bold, dim }: Colours): string {
  const rule = rules.find((each) => each.id === id);
  if (!rule) return explainRunning(id, bold);
  const files = (title: string, { compose, cluster }: typeof rule.agrees) => [
    bold(title),
    dim('  # compose.yaml'),
    ...indented(compose),
    dim('  # manifests.yaml'),
    ...indented(cluster),
    '',
  ];
  return [
    bold(rule.id),
    rule.title,
    '',
    rule.why,
    '',
    ...files('Agrees', rule.agrees),
    ...files('Differs', rule.drifts),
  ].join('\n');
}

/** Copies that run are no files: there is no example to show. */
function explainRunning(id: string, bold: Colours['bold']): string {
  const rule = runningRules.find((each) => each.id === id);
  return rule ? [bold(rule.id), rule.title, '', rule.why, '', 'Of copies that run: --running.', ''].join('\n') : '';
}

const indented = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);

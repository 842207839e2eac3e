import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from '../toolkit/src/parity/compare.ts';
import { renderChart } from '../toolkit/src/parity/kubernetes/helm.ts';
import { prettyReport } from '../toolkit/src/parity/report/pretty.ts';
import { together } from '../toolkit/src/parity/report/report.ts';
import type { Example, Rule } from '../toolkit/src/parity/rule.ts';
import { rules } from '../toolkit/src/parity/rules/index.ts';
import { runningRules } from '../toolkit/src/parity/running/aspects/index.ts';
import { readTiltResult } from '../toolkit/src/parity/tiltfile/read.ts';
import { openTerminal } from '../toolkit/src/terminal.ts';

/** The page of all rules; what is shown as output is what comes out. */
export async function rulesPage(): Promise<string> {
  const parts = [];
  for (const rule of rules) parts.push(await partOf(rule));
  const list = rules.map(({ id, title }) => `- [${id}](#${id}): ${title}`).join('\n');
  return `# Rules

Made by \`npm run generate\` from toolkit/src/parity/rules. \`evenkeel parity --explain RULE\` tells the same of one of them;
[parity](parity.md) tells how they are used, and how a difference is accepted.

${list}

${parts.join('\n')}
## Copies that run

Asked by \`--running\`, of what no file can say.

${runningRules.map(({ id, title, category, why }) => `### ${id}\n\n${title} ${why} Category: \`${category}\`.\n`).join('\n')}`;
}

async function partOf(rule: Rule): Promise<string> {
  const { id, title, category, why, agrees, drifts } = rule;
  const changed = drifts.compose === agrees.compose ? [] : [`\`compose.yaml\`:\n\n${block('yaml', drifts.compose)}`];
  if (drifts.cluster !== agrees.cluster) changed.push(`\`manifests.yaml\`:\n\n${block('yaml', drifts.cluster)}`);
  if (drifts.tilt) changed.push(`Resources of the Tiltfile:\n\n${block('json', JSON.stringify(drifts.tilt, null, 2))}`);
  for (const [name, text] of Object.entries(drifts.files ?? {})) changed.push(`\`${name}\`:\n\n${block('', text)}`);
  return `## ${id}

${title} ${why} Category: \`${category}\`.

These agree:

\`compose.yaml\`:

${block('yaml', agrees.compose)}
\`manifests.yaml\`:

${block('yaml', agrees.cluster)}
These differ:

${changed.join('\n')}
${block('text', await outputOf(drifts))}`;
}

const block = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;

/** Without the first and the last lines, which say how many files and how long. */
async function outputOf(example: Example): Promise<string> {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-rules-'));
  process.chdir(folder);
  try {
    writeFileSync('compose.yaml', example.compose);
    writeFileSync('manifests.yaml', example.cluster);
    for (const [name, text] of Object.entries(example.files ?? {})) writeFileSync(name, text);
    const tiltfile = { file: 'Tiltfile', isTrusted: true, isTold: true };
    const answer = JSON.stringify({ Manifests: example.tilt }).replaceAll('FOLDER', process.cwd());
    const compared = await compare(
      {
        compose: { files: ['compose.yaml'], envFiles: [], profiles: [] },
        charts: [],
        manifests: ['manifests.yaml'],
        map: new Map(),
        environment: {},
        ...(example.tilt && { tiltfile }),
      },
      { renderChart, evaluateTiltfile: async () => readTiltResult(answer, tiltfile, () => undefined) },
    );
    const { out, signs } = openTerminal({ noColor: true, environment: { LANG: 'C.UTF-8' } });
    const text = prettyReport(
      {
        made: [{ name: '', read: { compose: ['compose.yaml'], cluster: ['manifests.yaml'], notes: [] }, compared }],
        findings: together(compared.findings.map((finding) => ({ name: '', finding }))),
        accepted: [],
        unused: [],
        unknown: compared.unknown,
        durationMs: 0,
      },
      { colours: out.colours, signs, columns: 100, isVerbose: false, isQuiet: true },
    );
    return text.trimEnd().split('\n').slice(0, -1).join('\n');
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

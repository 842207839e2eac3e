import type { Invocation } from '../command.ts';
import { checks } from '../doctor/checks/index.ts';
import { gatherFacts } from '../doctor/facts.ts';
import { EXIT } from '../exit-codes.ts';
import { readProject } from '../native/read-config.ts';
import { doctorReport } from '../report/doctor-pretty.ts';
import { dataFolderOf } from './data-folder.ts';

export async function run({ options, json, terminal }: Invocation): Promise<number> {
  const project = readProject(process.cwd());
  const facts = await gatherFacts(project, dataFolderOf(project, options['data']));
  const results = checks.map(({ name, judge }) => ({ name, ...judge(facts) }));
  const { out, signs } = terminal;
  out.write(json ? `${JSON.stringify({ checks: results })}\n` : doctorReport(results, out, signs));
  return results.some(({ outcome }) => outcome === 'fail') ? EXIT.findings : EXIT.agrees;
}

import type { Invocation } from '../command.ts';
import { gatherApp } from '../doctor/app/gather.ts';
import { judgeApp } from '../doctor/app/judge-app.ts';
import { checks } from '../doctor/checks/index.ts';
import { gatherFacts } from '../doctor/facts.ts';
import { abandon } from '../doctor/programs.ts';
import { judgeRuntimes, runtimeNames } from '../doctor/runtimes.ts';
import type { Verdict } from '../doctor/runtimes.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { readProject } from '../native/read-config.ts';
import { doctorJson } from '../report/doctor-json.ts';
import { doctorReport } from '../report/doctor-pretty.ts';
import { dataFolderOf } from './data-folder.ts';

const EXITS = { pass: EXIT.agrees, fail: EXIT.findings, unknown: EXIT.couldNotRun };

export async function run({ word, options, json, terminal }: Invocation): Promise<number> {
  const isAppAsked = options['cluster'] === true;
  const runtime = runtimeNames.find((name) => name === (isAppAsked ? 'cluster' : word));
  if (isAppAsked && word !== undefined && word !== runtime) {
    throw new KnownProblem(`--cluster is about the cluster, and not about ${word}.`, 'Leave one out.', EXIT.wrongUse);
  }
  const project = readProject(process.cwd());
  endWithThis();
  const environment = processEnvironment();
  const facts = await gatherFacts(project, dataFolderOf(project, options['data']), environment);
  const ofMachine = checks
    .filter(({ neededBy }) => runtime === undefined || neededBy.includes(runtime))
    .map(({ name, neededBy, judge }) => ({ name, neededBy, ...judge(facts) }));
  const ofApp = isAppAsked ? judgeApp(await gatherApp(project, environment)) : [];
  const results = [...ofMachine, ...ofApp.map((result) => ({ ...result, neededBy: ['cluster'] as const }))];
  const verdicts = judgeRuntimes(results).filter((verdict) => runtime === undefined || verdict.runtime === runtime);
  const exitCode = exitCodeOf(verdicts);
  const report = { results, verdicts, asked: Object.values(facts.programs) };
  const detail = { isQuiet: options['quiet'] === true, isVerbose: options['verbose'] === true };
  terminal.out.write(json ? doctorJson(report, exitCode) : doctorReport(report, detail, terminal));
  return exitCode;
}

/** Of the runtime that was asked for; without a name it is the native one, which needs nothing but Node. */
function exitCodeOf([first]: Verdict[]): number {
  return EXITS[first?.outcome ?? 'unknown'];
}

/** The programs that are asked are process groups of their own, so Ctrl-C does not reach them by itself. */
function endWithThis(): void {
  process.once('exit', abandon);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => {
      abandon();
      process.kill(process.pid, name);
    });
  }
}

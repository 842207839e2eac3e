import type { Invocation } from '../command.ts';
import { commonOptions } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import { readComparisons } from '../parity/comparisons.ts';
import { fix } from '../parity/fix/run.ts';
import { judge } from '../parity/judge.ts';
import type { Asked, Format } from '../parity/options.ts';
import { prettyOptions, readAsked, readRules } from '../parity/options.ts';
import { explain } from '../parity/report/explain.ts';
import { fixesReport } from '../parity/report/fixes.ts';
import { githubReport } from '../parity/report/github.ts';
import { jsonReport } from '../parity/report/json.ts';
import { matrixReport } from '../parity/report/matrix.ts';
import { prettyReport } from '../parity/report/pretty.ts';
import type { Report } from '../parity/report/report.ts';
import { sarifReport } from '../parity/report/sarif.ts';
import { judgeRunning } from '../parity/running/running.ts';
import { readParitySettings } from '../parity/settings.ts';
import { keepReport } from '../report/keep-report.ts';
import { packageVersion } from '../version.ts';

const OF_THE_TELLING = new Set(['format', 'fail-on', 'verbose', 'quiet', ...Object.keys(commonOptions)]);

/** From what is asked to what is compared, judged and told. */
export async function run(invocation: Invocation): Promise<number> {
  const began = performance.now();
  const { options, terminal } = invocation;
  if (options['explain'] !== undefined) {
    terminal.out.write(explain(readRules(options['explain'])?.[0] ?? '', terminal.out.colours));
    return EXIT.agrees;
  }
  const asked = readAsked(invocation);
  const settings = readParitySettings(asked.folder);
  if (options['running'] !== undefined) {
    const report = await judgeRunning(asked, settings, invocation);
    const exitCode = exitCodeOf(report, asked.failsOn);
    terminal.out.write(textOf(report, asked.format, exitCode, invocation));
    return exitCode;
  }
  const comparisons = readComparisons(asked.folder, { settings, ...invocation });
  const report = await judge(comparisons, settings.accept, asked.only);
  if (asked.fix !== 'nothing') {
    const told = { comparisons, acceptances: settings.accept, only: asked.only, isWriting: asked.fix === 'write' };
    const { done, after } = await fix(report, told);
    const exitCode = exitCodeOf(after, asked.failsOn);
    terminal.out.write(
      asked.format === 'json' ? jsonReport(after, exitCode, done) : fixesReport(done, after, prettyOptions(invocation)),
    );
    return exitCode;
  }
  const exitCode = exitCodeOf(report, asked.failsOn);
  if (isWhole(invocation)) keepReport(asked.folder, 'parity', jsonReport(report, exitCode));
  terminal.out.write(textOf({ ...report, durationMs: performance.now() - began }, asked.format, exitCode, invocation));
  return exitCode;
}

/** Nothing was chosen: only how the report is told, so that it may stand for the project. */
function isWhole({ options, lists }: Invocation): boolean {
  const isGiven = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== undefined);
  return Object.entries({ ...options, ...lists }).every(([name, value]) => OF_THE_TELLING.has(name) || !isGiven(value));
}

/** A part that could not be read is no agreement. */
function exitCodeOf({ findings, unknown }: Report, failsOn: Asked['failsOn']): number {
  if (findings.some(({ severity }) => failsOn.includes(severity))) return EXIT.findings;
  return unknown.length > 0 ? EXIT.couldNotRun : EXIT.agrees;
}

function textOf(report: Report, format: Format, exitCode: number, invocation: Invocation): string {
  switch (format) {
    case 'json':
      return jsonReport(report, exitCode);
    case 'sarif':
      return sarifReport(report, packageVersion());
    case 'github':
      return githubReport(report);
    case 'matrix':
      return matrixReport(report);
    case 'pretty':
      break;
  }
  return prettyReport(report, prettyOptions(invocation));
}

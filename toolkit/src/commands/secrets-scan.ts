import type { Invocation } from '../command.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { prettyOptions, readFailOn, readFolder } from '../parity/options.ts';
import { secretsScanGithub, secretsScanJson, secretsScanPretty, secretsScanSarif } from '../secrets/scan/report.ts';
import type { Scanned } from '../secrets/scan/scan.ts';
import { scan } from '../secrets/scan/scan.ts';
import { readSecretsSettings } from '../secrets/scan/settings.ts';
import { packageVersion } from '../version.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { word = '.', options, terminal } = invocation;
  const tell = readTeller(invocation);
  const failsOn = readFailOn(options['fail-on']);
  const folder = readFolder(word);
  const scanned = await scan(folder, readSecretsSettings(folder), processEnvironment());
  const exitCode = exitCodeOf(scanned, failsOn);
  terminal.out.write(tell(scanned, exitCode));
  return exitCode;
}

/** A file that could not be read may hold anything. */
function exitCodeOf({ suspects, unknown }: Scanned, failsOn: readonly string[]): number {
  if (suspects.some(({ severity }) => failsOn.includes(severity))) return EXIT.findings;
  return unknown.length > 0 ? EXIT.couldNotRun : EXIT.agrees;
}

function readTeller(invocation: Invocation): (scanned: Scanned, exitCode: number) => string {
  const { options, json } = invocation;
  const format = json ? 'json' : (options['format'] ?? 'pretty');
  switch (format) {
    case 'json':
      return secretsScanJson;
    case 'sarif':
      return (scanned) => secretsScanSarif(scanned, packageVersion());
    case 'github':
      return secretsScanGithub;
    case 'pretty':
      return (scanned) => secretsScanPretty(scanned, prettyOptions(invocation));
  }
  throw new KnownProblem(`--format is "${format}".`, 'Known are pretty, json, sarif, github.', EXIT.wrongUse);
}

import type { Invocation } from '../command.ts';
import type { Environment } from '../environment.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { readProject } from '../native/read-config.ts';
import { nearest } from '../nearest.ts';
import { secretsJson, secretsPretty } from '../report/secrets-report.ts';
import { checkSecrets } from '../secrets/check-secrets.ts';
import { readEnvFile } from '../secrets/env-file.ts';
import { exposure } from '../secrets/git.ts';
import { makeSecrets } from '../secrets/make-secrets.ts';

export async function run({ options, json, terminal }: Invocation): Promise<number> {
  const project = readProject(process.cwd());
  const environment = processEnvironment();
  const names = Object.keys(project.native.secrets);
  const rotate = readNames(options['rotate'], names);
  const isCheck = options['check'] === true;
  if (isCheck && rotate.length > 0) {
    throw new KnownProblem('--check and --rotate exclude each other.', 'See evenkeel secrets --help', EXIT.wrongUse);
  }
  const file = readEnvFile(project.root);
  const done = isCheck
    ? checkSecrets(project.native, file)
    : await makeSecrets(project, environment, { file, names, rotate });
  const report = {
    ...done,
    warnings: [...done.warnings, ...(await generalWarnings(project.root, environment, names))],
  };
  const exitCode = report.findings.length > 0 ? EXIT.findings : EXIT.agrees;
  const detail = { isQuiet: options['quiet'] === true, isVerbose: options['verbose'] === true };
  terminal.out.write(json ? secretsJson(report, exitCode) : secretsPretty(report, detail, terminal));
  return exitCode;
}

/** @throws KnownProblem for a name that evenkeel.yaml does not declare */
function readNames(option: Invocation['options'][string], known: string[]): string[] {
  if (known.length === 0) {
    throw new KnownProblem('evenkeel.yaml declares no secrets.', 'Add them: native.secrets', EXIT.wrongUse);
  }
  if (typeof option !== 'string') return [];
  const names = option.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return names.length > 0 ? names : known;
  const near = nearest(wrong, known);
  throw new KnownProblem(
    `${wrong} is no secret that is made here: those of evenkeel.yaml are ${known.join(', ')}.`,
    near === undefined ? 'Correct it.' : `Did you mean ${near}?`,
    EXIT.wrongUse,
  );
}

async function generalWarnings(root: string, environment: Environment, names: string[]): Promise<string[]> {
  const exposed = await exposure(root, environment);
  const inShell = names.filter((name) => environment[name]);
  return [
    ...(exposed === 'tracked' ? ['.env is in git: git rm --cached .env, and rotate what it holds.'] : []),
    ...(exposed === 'not ignored' ? ['.env is not ignored by git: add it to .gitignore.'] : []),
    ...(inShell.length > 0 ? [`The environment has ${inShell.join(', ')} too, and wins over .env.`] : []),
  ];
}

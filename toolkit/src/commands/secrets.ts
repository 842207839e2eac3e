import type { Invocation } from '../command.ts';
import type { Environment } from '../environment.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { readProject } from '../native/read-config.ts';
import { nearest } from '../nearest.ts';
import { clusterSecretsJson, clusterSecretsPretty } from '../report/cluster-secrets-report.ts';
import { secretsJson, secretsPretty } from '../report/secrets-report.ts';
import { checkSecrets } from '../secrets/check-secrets.ts';
import { readEnvFile } from '../secrets/env-file.ts';
import { exposure } from '../secrets/git.ts';
import { clusterSecrets, namesOf } from '../secrets/kubernetes/command.ts';
import { makeSecrets } from '../secrets/make-secrets.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { options } = invocation;
  const project = readProject(process.cwd());
  const isKubernetes = options['kubernetes'] === true;
  refuseMixture(options, isKubernetes);
  return isKubernetes ? runKubernetes(project, invocation) : runEnvFile(project, invocation);
}

async function runEnvFile(project: Project, { options, json, terminal }: Invocation): Promise<number> {
  const environment = processEnvironment();
  const names = Object.keys(project.native.secrets);
  if (names.length === 0) {
    throw new KnownProblem('evenkeel.yaml declares no secrets.', 'Add them: native.secrets', EXIT.wrongUse);
  }
  const rotate = readNames(options['rotate'], names, names);
  const file = readEnvFile(project.root);
  const done =
    options['check'] === true
      ? checkSecrets(project.native, file)
      : await makeSecrets(project, environment, { file, names, rotate });
  const report = {
    ...done,
    warnings: [...done.warnings, ...(await generalWarnings(project.root, environment, names))],
  };
  const exitCode = report.findings.length > 0 ? EXIT.findings : EXIT.agrees;
  terminal.out.write(json ? secretsJson(report, exitCode) : secretsPretty(report, detailOf(options), terminal));
  return exitCode;
}

async function runKubernetes(project: Project, { options, json, terminal }: Invocation): Promise<number> {
  const names = namesOf(project.cluster);
  if (Object.keys(project.cluster.secrets).length === 0) {
    throw new KnownProblem(
      'evenkeel.yaml declares no Secrets of a cluster.',
      'Add them: cluster.secrets',
      EXIT.wrongUse,
    );
  }
  const own = names.filter((name) => name in project.native.secrets);
  const report = await clusterSecrets(project, processEnvironment(), {
    isCheck: options['check'] === true,
    rotate: readNames(options['rotate'], names, own),
    context: text(options['context']),
    namespace: text(options['namespace']),
  });
  const exitCode = report.findings.length > 0 ? EXIT.findings : EXIT.agrees;
  const detail = detailOf(options);
  terminal.out.write(json ? clusterSecretsJson(report, exitCode) : clusterSecretsPretty(report, detail, terminal));
  return exitCode;
}

type Options = Invocation['options'];

const text = (option: Options[string]) => (typeof option === 'string' && option !== '' ? option : undefined);
const detailOf = (options: Options) => ({ isQuiet: options['quiet'] === true, isVerbose: options['verbose'] === true });

/** @throws KnownProblem for options that exclude each other */
function refuseMixture(options: Options, isKubernetes: boolean): void {
  const refuse = (message: string) => {
    throw new KnownProblem(message, 'See evenkeel secrets --help', EXIT.wrongUse);
  };
  if (options['check'] === true && options['rotate'] !== undefined) refuse('--check and --rotate exclude each other.');
  const alone = ['context', 'namespace'].find((name) => options[name] !== undefined);
  if (alone !== undefined && !isKubernetes) refuse(`--${alone} is for a cluster: add --kubernetes.`);
}

/**
 * @param all what the option means without a name
 * @throws KnownProblem for a name that evenkeel.yaml does not declare
 */
function readNames(option: Options[string], known: string[], all: string[]): string[] {
  if (typeof option !== 'string') return [];
  const names = option.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return names.length > 0 ? names : all;
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

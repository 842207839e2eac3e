import { statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Invocation } from '../command.ts';
import type { Environment } from '../environment.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { readProject } from '../native/read-config.ts';
import { makeSecret } from '../native/secrets.ts';
import { nearest } from '../nearest.ts';
import type { SecretsReport } from '../report/secrets-report.ts';
import { secretsJson, secretsPretty } from '../report/secrets-report.ts';
import type { ComposeState } from '../runtime/compose.ts';
import { composeState } from '../runtime/compose.ts';
import { nativeCopies } from '../runtime/native.ts';
import { advice, usersOf } from '../secrets/advice.ts';
import { changeDatabasePassword } from '../secrets/database-password.ts';
import type { Decision } from '../secrets/decide.ts';
import { decide } from '../secrets/decide.ts';
import { withValues } from '../secrets/dot-env.ts';
import type { EnvFile } from '../secrets/env-file.ts';
import { draftEnvFile, isLoose, readEnvFile, tighten } from '../secrets/env-file.ts';
import { exposure } from '../secrets/git.ts';
import { withSignalsHeld } from '../secrets/hold-signals.ts';
import { keptVolume } from '../secrets/kept-volume.ts';
import { knownValues } from '../secrets/known-values.ts';

const HEADER = '# Secrets of this machine, made by `evenkeel secrets`. They belong into no commit.\n';

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
  const done = isCheck ? check(project, file) : await make(project, environment, { file, names, rotate });
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

function check({ native }: Project, { path, exists, values, mode }: EnvFile): SecretsReport {
  const file = shown(path);
  const secrets = Object.keys(native.secrets).map((name) => ({
    name,
    state: values[name] ? ('kept' as const) : ('missing' as const),
    users: usersOf(native, name),
  }));
  const missing = secrets.filter(({ state }) => state === 'missing').map(({ name }) => name);
  const findings = [
    ...(missing.length > 0 ? [{ found: `${file} lacks ${missing.join(', ')}.`, fix: 'evenkeel secrets' }] : []),
    ...(exists && isLoose(mode)
      ? [{ found: `${file} is open to other users (mode ${octal(mode)}).`, fix: `chmod 600 ${file}` }]
      : []),
  ];
  return { file, mode: exists ? octal(mode) : undefined, secrets, findings, warnings: [], next: [] };
}

interface Task {
  file: EnvFile;
  names: string[];
  rotate: string[];
}

async function make(project: Project, environment: Environment, task: Task): Promise<SecretsReport> {
  const { file, names, rotate } = task;
  const { native } = project;
  const missing = names.filter((name) => !file.values[name] && !rotate.includes(name));
  const isRotatingDatabase = rotate.includes(native.postgres.password);
  const compose: ComposeState =
    missing.length > 0 || rotate.length > 0 ? await composeState(project, environment) : { kind: 'none' };
  const mayHaveVolume = compose.kind === 'down' && (missing.length > 0 || isRotatingDatabase);
  const volume = mayHaveVolume ? await keptVolume(project, environment) : undefined;
  if (volume && isRotatingDatabase) throw wouldBeLockedOut(project, volume.volume);

  const known = await knownValues(project, missing, { compose, volume });
  const makeOne = (name: string) => makeSecret(native.secrets[name]?.length ?? 32);
  const decisions = decide({ names, given: file.values, rotate, known, make: makeOne });
  const isDatabaseTold = isRotatingDatabase && compose.kind === 'up' ? true : undefined;
  await write(file, decisions, async (value) => {
    if (isDatabaseTold) await changeDatabasePassword(project, environment, value(native.postgres.password));
  });
  const mode = statSync(file.path).mode & 0o777;
  const up = [
    ...(compose.kind === 'up' ? (['compose'] as const) : []),
    ...(nativeCopies(project, undefined).length > 0 ? (['native'] as const) : []),
  ];
  return {
    file: shown(file.path),
    mode: octal(mode),
    secrets: decisions.map((decision) => ({
      name: decision.name,
      state: decision.state,
      ...(decision.state === 'taken' && { from: decision.from }),
      users: usersOf(native, decision.name),
    })),
    findings: [],
    warnings: warningsOf(file, mode, compose),
    next: advice({ config: native, decisions, up, isDatabaseTold }),
  };
}

/** @param meanwhile is done when the file is written but not yet in its place; if it fails, nothing has changed */
async function write(
  file: EnvFile,
  decisions: Decision[],
  meanwhile: (value: (name: string) => string) => Promise<void>,
) {
  const values = new Map(decisions.flatMap((each) => ('value' in each ? [[each.name, each.value] as const] : [])));
  if (values.size === 0) {
    if (isLoose(file.mode)) tighten(file.path);
    return;
  }
  await withSignalsHeld(async () => {
    const draft = draftEnvFile(file, withValues(file.exists ? file.text : HEADER, values));
    try {
      await meanwhile((name) => values.get(name) ?? '');
      draft.keep();
    } catch (error) {
      draft.discard();
      throw error;
    }
  });
}

function wouldBeLockedOut({ native, compose }: Project, volume: string): KnownProblem {
  return new KnownProblem(
    `${native.postgres.password} was not changed, and nothing else: the database that Docker Compose has kept (with the ` +
      `volume ${volume}) would have the old one, and it is not up to be told.`,
    `Start it: docker compose up -d ${compose.postgres}. Or delete its data: docker compose down -v`,
  );
}

function warningsOf({ path, exists, mode: before }: EnvFile, mode: number, compose: ComposeState): string[] {
  const file = shown(path);
  const doubt = compose.kind === 'untold' && !compose.isDown;
  return [
    ...(exists && isLoose(before) && !isLoose(mode)
      ? [`${file} was open to other users (mode ${octal(before)}); now it is not.`]
      : []),
    ...(isLoose(mode) ? [`${file} is open to other users: its disk keeps no permissions (mode ${octal(mode)}).`] : []),
    ...(doubt ? [`Docker Compose was not looked at. ${compose.problem.message}`] : []),
  ];
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

const octal = (mode: number) => mode.toString(8).padStart(3, '0');

function shown(path: string): string {
  return relative(process.cwd(), path);
}

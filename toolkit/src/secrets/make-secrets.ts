import { statSync } from 'node:fs';
import type { Environment } from '../environment.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Project } from '../native/read-config.ts';
import { makeSecret } from '../native/secrets.ts';
import type { SecretsReport } from '../report/secrets-report.ts';
import type { ComposeState } from '../runtime/compose.ts';
import { composeState } from '../runtime/compose.ts';
import { nativeCopies } from '../runtime/native.ts';
import type { DatabaseState } from './advice.ts';
import { advice, usersOf } from './advice.ts';
import { changeDatabasePassword } from './database-password.ts';
import type { Decision } from './decide.ts';
import { decide } from './decide.ts';
import type { EnvFile } from './env-file.ts';
import { isLoose, octal, shown } from './env-file.ts';
import { keptVolume } from './kept-volume.ts';
import { knownValues } from './known-values.ts';
import { writeSecrets } from './write-secrets.ts';

interface Task {
  file: EnvFile;
  names: string[];
  rotate: string[];
}

/**
 * Makes the secrets that are missing in `.env`, and anew those that are to be rotated.
 * @throws KnownProblem; then nothing was changed
 */
export async function makeSecrets(project: Project, environment: Environment, task: Task): Promise<SecretsReport> {
  const { file, names, rotate } = task;
  const { native } = project;
  const missing = names.filter((name) => !file.values[name] && !rotate.includes(name));
  const isRotatingDatabase = rotate.includes(native.postgres.password);
  const compose: ComposeState =
    missing.length > 0 || rotate.length > 0 ? await composeState(project, environment) : { kind: 'none' };
  const isDatabaseDown = compose.kind === 'down' || (compose.kind === 'up' && !compose.copy.postgres);
  const needsVolume = isDatabaseDown && (missing.length > 0 || isRotatingDatabase);
  const volume = needsVolume ? await keptVolume(project, environment) : undefined;
  if (volume && isRotatingDatabase) throw wouldBeLockedOut(project, volume.volume);

  const known = await knownValues(project, missing, { compose, volume });
  const makeOne = (name: string) => makeSecret(native.secrets[name]?.length ?? 32);
  const decisions = decide({ names, given: file.values, rotate, known, make: makeOne });
  const database = databaseOf(
    decisions.find(({ name }) => name === native.postgres.password),
    { compose, hasVolume: volume !== undefined },
  );
  await writeSecrets(file, decisions, async (value) => {
    if (database === 'told') await changeDatabasePassword(project, environment, value(native.postgres.password));
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
    next: advice({ config: native, decisions, up, database }),
  };
}

/** What becomes of a new password in the database of Docker Compose. */
function databaseOf(
  password: Decision | undefined,
  { compose, hasVolume }: { compose: ComposeState; hasVolume: boolean },
): DatabaseState {
  if (!password || password.state === 'kept' || (password.state === 'taken' && password.from === 'compose')) {
    return 'unconcerned';
  }
  if (compose.kind === 'up') return password.state === 'rotated' ? 'told' : 'unknown';
  const isThere = compose.kind === 'down' ? hasVolume : compose.kind === 'untold' && compose.because !== 'absent';
  return isThere ? 'unknown' : 'unconcerned';
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
  const doubt = compose.kind === 'untold' && compose.because === 'doubt';
  return [
    ...(exists && isLoose(before) && !isLoose(mode)
      ? [`${file} was open to other users (mode ${octal(before)}); now it is not.`]
      : []),
    ...(isLoose(mode) ? [`${file} is open to other users: its disk keeps no permissions (mode ${octal(mode)}).`] : []),
    ...(doubt ? [`Docker Compose was not looked at. ${compose.problem.message}`] : []),
  ];
}

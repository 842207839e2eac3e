import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../../environment.ts';
import { KnownProblem } from '../../../known-problem.ts';
import { defaultDataFolder } from '../../../native/plan.ts';
import type { Project } from '../../../native/read-config.ts';
import { FILE, readProject } from '../../../native/read-config.ts';
import { stateOf } from '../../../runtime/cluster.ts';
import { composeState } from '../../../runtime/compose.ts';
import { nativeCopies } from '../../../runtime/native.ts';
import { onlyOne } from '../../../runtime/runtime.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { parseYamlFile } from '../../../yaml-file.ts';
import type { RunningSettings } from '../../settings.ts';
import type { Snapshot } from '../snapshot.ts';
import { leftOut, seen } from '../snapshot.ts';
import { clusterContainers } from './cluster-containers.ts';
import { composeContainers } from './compose-containers.ts';
import type { AskDatabase } from './database.ts';
import { databaseAt, databaseOf, databaseOfCluster, databaseOfCompose } from './database.ts';
import type { Addresses } from './http.ts';
import { answersOf } from './http.ts';

export interface Search {
  folder: string;
  settings: RunningSettings;
  environment: Environment;
  /** Whether SQL of evenkeel.yaml may be run. */
  isTrusted: boolean;
}

/**
 * Looks at the copy that a runtime runs of a folder's project. It is only read.
 * @throws KnownProblem where that is not up, with the command that starts it
 */
export async function takeSnapshot(runtime: Runtime, search: Search): Promise<Snapshot> {
  const project = projectOf(search.folder);
  if (runtime === 'native') return native(search);
  return runtime === 'compose' ? compose(search, project) : cluster(search, project);
}

/** What evenkeel.yaml says of the app, where it has more than the section of parity. */
function projectOf(folder: string): Project | undefined {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  const sections = z.looseObject({ native: z.unknown().optional() });
  const { native: section } = parseYamlFile(sections, readFileSync(file, 'utf8'), file);
  return section === undefined ? undefined : readProject(folder);
}

async function native(search: Search): Promise<Snapshot> {
  const project = readProject(search.folder);
  const [usual] = nativeCopies(project, defaultDataFolder(project.root));
  const copy = usual ?? onlyOne(nativeCopies(project, undefined));
  if (!copy) throw new KnownProblem('The app is not up natively.', 'Start it: evenkeel up.');
  const why = 'images, variables, users and mounts: left out, native programs run in no containers';
  const database = databaseAt(await copy.databaseUrl());
  return { runtime: 'native', title: copy.title, containers: leftOut(why), ...(await app(search, database, copy)) };
}

async function compose(search: Search, project: Project | undefined): Promise<Snapshot> {
  const { environment } = search;
  const root = project?.root ?? realpathSync(search.folder);
  const { project: name, ...containers } = await composeContainers(root, environment);
  const common = {
    runtime: 'compose' as const,
    title: `Docker Compose, project ${name}`,
    containers: seen(containers),
  };
  if (!project) return { ...common, ...WITHOUT_APP };
  const state = await composeState(project, environment);
  const addresses: Addresses = state.kind === 'up' ? state.copy : { frontend: undefined, backend: undefined };
  return { ...common, ...(await app(search, databaseOfCompose(project, environment), addresses)) };
}

async function cluster(search: Search, project: Project | undefined): Promise<Snapshot> {
  const { environment } = search;
  const root = project?.root ?? realpathSync(search.folder);
  const { connection, ...containers } = await clusterContainers(root, environment);
  const title = `cluster ${connection.context.name}, namespace ${connection.namespace}`;
  const common = { runtime: 'cluster' as const, title, containers: seen(containers) };
  if (!project) return { ...common, ...WITHOUT_APP };
  const state = await stateOf(project, environment, connection);
  const addresses: Addresses = state.kind === 'up' ? state.copy : { frontend: undefined, backend: undefined };
  return { ...common, ...(await app(search, databaseOfCluster(project, connection), addresses)) };
}

const NO_APP = leftOut('left out: evenkeel.yaml has no section native, which names the database and the ports');
const WITHOUT_APP = { schema: NO_APP, seed: NO_APP, openapi: NO_APP, answers: NO_APP };

async function app({ settings, isTrusted }: Search, database: AskDatabase, { frontend, backend }: Addresses) {
  const [data, answers] = await Promise.all([
    databaseOf(database, settings, isTrusted),
    answersOf({ frontend, backend }, settings),
  ]);
  return { ...data, ...answers };
}

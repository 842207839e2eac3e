import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Invocation } from '../command.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Comparison } from './compare.ts';
import type { Discovered } from './discover.ts';
import { discover, filesBeside, isListOfCharts } from './discover.ts';
import type { ComparisonSettings, ParitySettings } from './settings.ts';
import { withoutFiles } from './shell-environment.ts';

/** A comparison, and the name that evenkeel.yaml gives it; empty where it has none. */
export interface Named {
  name: string;
  comparison: Comparison;
}

interface Told extends Pick<Invocation, 'options' | 'lists'> {
  settings: ParitySettings;
}

/**
 * What is compared with what: as evenkeel.yaml names it; what the command line says is a comparison of its own.
 * @throws KnownProblem for files that are not there, and where there is nothing to compare
 */
export function readComparisons(folder: string, { settings, options, lists }: Told): Named[] {
  const tiltfile = typeof options['tiltfile'] === 'string' ? options['tiltfile'] : undefined;
  const isTrusted = options['untrusted'] !== true;
  const named = Object.entries(settings.comparisons);
  const isTold = ['compose', 'chart', 'manifests'].some((name) => (lists[name] ?? []).length > 0);
  if (named.length === 0 || isTold) {
    const told = { ...ofCommandLine(options, lists), tiltfile };
    const comparison = readComparison(folder, told, isTrusted, ofHelm(options, lists));
    const beside = told.compose ? [] : filesBeside(comparison.compose.files);
    return [{ name: '', comparison: { ...comparison, compose: { ...comparison.compose, beside } } }];
  }
  return named.map(([name, each]) => {
    const own = inFolder(folder, each);
    return { name, comparison: readComparison(folder, { ...own, tiltfile: tiltfile ?? own.tiltfile }, isTrusted) };
  });
}

/** How a chart is rendered, whether it is named or found. */
const ofHelm = ({ release }: Told['options'], { values = [], set = [] }: Told['lists']) => ({
  ...(typeof release === 'string' && { release }),
  values: [...values],
  set: [...set],
});

function ofCommandLine(options: Told['options'], lists: Told['lists']): ComparisonSettings {
  const list = (name: string) => [...(lists[name] ?? [])];
  const given = (name: string) => (list(name).length > 0 ? list(name) : undefined);
  const charts = given('chart')?.map((path) => ({ path, ...ofHelm(options, lists) }));
  return {
    compose: given('compose'),
    env_files: list('env-file'),
    environment: {},
    profiles: list('profile'),
    charts: charts ?? (given('manifests') ? [] : undefined),
    manifests: given('manifests') ?? (charts ? [] : undefined),
    map: readMap(list('map')),
  };
}

/** Paths of the file are seen from its folder. */
function inFolder(folder: string, settings: ComparisonSettings): ComparisonSettings {
  const all = (paths: string[] | undefined) => paths?.map((path) => join(folder, path));
  return {
    ...settings,
    compose: all(settings.compose),
    env_files: all(settings.env_files) ?? [],
    charts: settings.charts?.map((chart) => ({
      ...chart,
      path: join(folder, chart.path),
      values: all(chart.values) ?? [],
    })),
    manifests: all(settings.manifests),
    tiltfile: [undefined, 'none'].includes(settings.tiltfile)
      ? settings.tiltfile
      : join(folder, settings.tiltfile ?? ''),
  };
}

/** What is not said is looked for. */
function readComparison(
  folder: string,
  settings: ComparisonSettings,
  isTrusted: boolean,
  helm: ReturnType<typeof ofHelm> = { values: [], set: [] },
): Comparison {
  const { env_files: envFiles, profiles, environment, map } = settings;
  const isToldWhole = settings.compose !== undefined && (settings.charts ?? settings.manifests) !== undefined;
  const found: Discovered = isToldWhole
    ? { compose: [], charts: [], manifests: [] }
    : discover(folder, settings.compose !== undefined);
  const compose = settings.compose ?? found.compose;
  const charts =
    settings.charts ?? (settings.manifests ? [] : found.charts.map((path) => ({ path, release: undefined, ...helm })));
  const isOfManifests = settings.charts === undefined && charts.every(({ path }) => isListOfCharts(path));
  const manifests = settings.manifests ?? (isOfManifests ? found.manifests : []);
  const values = charts.flatMap((chart) => chart.values);
  for (const each of [...compose, ...charts.map(({ path }) => path), ...manifests, ...values, ...envFiles]) {
    mustBeThere(each);
  }
  if (compose.length === 0 || charts.length + manifests.length === 0) throw nothingToCompare(folder, compose);
  return {
    compose: { files: compose, envFiles, profiles },
    charts: charts.map(({ path, release = basename(path), values: files, set }) => ({
      folder: path,
      release,
      values: files,
      set,
    })),
    manifests,
    tiltfile: readTiltfile(folder, settings.tiltfile, isTrusted),
    map: new Map(Object.entries(map)),
    environment: { ...withoutFiles(processEnvironment(), envFiles), ...environment },
  };
}

function readTiltfile(folder: string, wanted: string | undefined, isTrusted: boolean): Comparison['tiltfile'] {
  const found = join(folder, 'Tiltfile');
  if (wanted === 'none' || (wanted === undefined && !existsSync(found))) return undefined;
  const file = wanted ?? found;
  mustBeThere(file);
  return { file, isTrusted, isTold: wanted !== undefined };
}

function mustBeThere(path: string): void {
  if (existsSync(path)) return;
  throw new KnownProblem(
    `There is no ${path}.`,
    'Correct the path: it is seen from the current folder.',
    EXIT.wrongUse,
  );
}

/** @throws KnownProblem for what is no pair */
export const readMap = (pairs: readonly string[]): Record<string, string> => Object.fromEntries(pairs.map(readPair));

function readPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new KnownProblem(
    `--map is "${text}", which is no pair.`,
    'Write it as service=Kind/name, for example --map db=StatefulSet/postgres.',
    EXIT.wrongUse,
  );
}

function nothingToCompare(folder: string, compose: string[]): KnownProblem {
  const where = folder === '.' ? 'this folder' : folder;
  return compose.length === 0
    ? new KnownProblem(
        `There is no compose file in ${where}.`,
        'Name one: --compose FILE. Looked for were compose.yaml, compose.yml, docker-compose.yaml and docker-compose.yml.',
        EXIT.wrongUse,
      )
    : new KnownProblem(
        `There is no chart and there are no manifests in ${where} to compare ${join(...compose.slice(0, 1))} with.`,
        'Name them: --chart FOLDER or --manifests PATH.',
        EXIT.wrongUse,
      );
}

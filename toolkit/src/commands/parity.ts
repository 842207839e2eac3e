import { existsSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Invocation } from '../command.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { nearest } from '../nearest.ts';
import type { Comparison } from '../parity/compare.ts';
import { accept } from '../parity/accept.ts';
import { compare } from '../parity/compare.ts';
import type { Discovered } from '../parity/discover.ts';
import { discover } from '../parity/discover.ts';
import type { Acceptance, ComparisonSettings } from '../parity/settings.ts';
import { readParitySettings } from '../parity/settings.ts';
import { withoutFiles } from '../parity/shell-environment.ts';
import { explain } from '../parity/report/explain.ts';
import { githubReport } from '../parity/report/github.ts';
import { jsonReport } from '../parity/report/json.ts';
import { matrixReport } from '../parity/report/matrix.ts';
import { prettyReport } from '../parity/report/pretty.ts';
import type { Made, Report } from '../parity/report/report.ts';
import { together } from '../parity/report/report.ts';
import { sarifReport } from '../parity/report/sarif.ts';
import type { Finding } from '../parity/rule.ts';
import { rules } from '../parity/rules/index.ts';
import { packageVersion } from '../version.ts';

export async function run({ word, options, lists, json, terminal }: Invocation): Promise<number> {
  const began = performance.now();
  if (options['explain'] !== undefined) {
    terminal.out.write(explain(readRules(options['explain'])?.[0] ?? '', terminal.out.colours));
    return EXIT.agrees;
  }
  const format = json ? 'json' : readFormat(options['format']);
  const ids = readRules(options['only']);
  const failsOn = readFailOn(options['fail-on']);
  const folder = readFolder(word ?? '.');
  const settings = readParitySettings(folder);
  const comparisons = readComparisons(folder, { settings, options, lists });
  const made: Made[] = [];
  for (const { name, comparison } of comparisons) made.push(await make(name, comparison));
  const isAsked = ({ rule }: Finding) => ids === undefined || ids.includes(rule);
  const sorted = made.map(({ name, compared }) => ({
    name,
    ...accept(compared.findings.filter(isAsked), settings.accept, name),
  }));
  const isTiltfileRead = made.some(({ compared }) => (compared.facts.tilt?.resources.length ?? 0) > 0);
  const isUnused = ({ rule }: Acceptance, index: number) =>
    sorted.every(({ unused }) => unused.includes(index)) && (isTiltfileRead || !ofTiltfile.has(rule ?? ''));
  const report: Report = {
    made,
    findings: together(sorted.flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding })))),
    accepted: sorted.flatMap(({ accepted }) => accepted),
    unused: ids === undefined ? settings.accept.filter(isUnused) : [],
    unknown: made.flatMap(({ compared }) => compared.unknown),
    durationMs: performance.now() - began,
  };
  const exitCode = exitCodeOf(report, failsOn);
  terminal.out.write(textOf(report, format, exitCode, { options, terminal }));
  return exitCode;
}

/** Rules that say little or nothing without a Tiltfile, as their examples have one. */
const ofTiltfile: ReadonlySet<string> = new Set(
  rules.filter(({ drifts }) => drifts.tilt !== undefined).map(({ id }) => id),
);

const formats = ['pretty', 'json', 'sarif', 'github', 'matrix'] as const;
type Format = (typeof formats)[number];

function textOf(
  report: Report,
  format: Format,
  exitCode: number,
  { options, terminal: { out, signs } }: Pick<Invocation, 'options' | 'terminal'>,
): string {
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
  const detail = { isVerbose: options['verbose'] === true, isQuiet: options['quiet'] === true };
  return prettyReport(report, { ...detail, colours: out.colours, columns: out.columns(), signs });
}

/** A part that could not be read is no agreement. */
function exitCodeOf({ findings, unknown }: Report, failsOn: readonly Finding['severity'][]): number {
  if (findings.some(({ severity }) => failsOn.includes(severity))) return EXIT.findings;
  return unknown.length > 0 ? EXIT.couldNotRun : EXIT.agrees;
}

type Options = Invocation['options'];
type Lists = Invocation['lists'];

async function make(name: string, comparison: Comparison): Promise<Made> {
  const compared = await compare(comparison);
  if (compared.facts.wrong.length > 0) throw wrongMap(compared.facts.wrong);
  const { compose, charts, manifests } = comparison;
  const { tilt } = compared.facts;
  return {
    name,
    read: {
      compose: compose.files,
      cluster: [...charts.map((chart) => chart.folder), ...manifests],
      notes: tilt && tilt.note !== '' ? [tilt.note] : [],
    },
    compared,
  };
}

interface Told {
  settings: ReturnType<typeof readParitySettings>;
  options: Options;
  lists: Lists;
}

/** Those that evenkeel.yaml names; what the command line says is one of its own. */
function readComparisons(folder: string, told: Told): { name: string; comparison: Comparison }[] {
  const list = (name: string) => told.lists[name] ?? [];
  const named = Object.entries(told.settings.comparisons);
  const isTold = ['compose', 'chart', 'manifests'].some((name) => list(name).length > 0);
  const isTrusted = told.options['untrusted'] !== true;
  const wantedTiltfile = typeof told.options['tiltfile'] === 'string' ? told.options['tiltfile'] : undefined;
  if (named.length > 0 && !isTold) {
    return named.map(([name, settings]) => {
      const own = inFolder(folder, settings);
      const tiltfile = wantedTiltfile ?? own.tiltfile;
      return { name, comparison: readComparison(folder, { ...own, tiltfile }, isTrusted) };
    });
  }
  const { release } = told.options;
  const given = (name: string) => (list(name).length > 0 ? [...list(name)] : undefined);
  const charts = given('chart')?.map((path) => ({
    path,
    ...(typeof release === 'string' && { release }),
    values: [...list('values')],
    set: [...list('set')],
  }));
  const settings: ComparisonSettings = {
    compose: given('compose'),
    env_files: [...list('env-file')],
    environment: {},
    profiles: [...list('profile')],
    charts: charts ?? (given('manifests') ? [] : undefined),
    manifests: given('manifests') ?? (charts ? [] : undefined),
    tiltfile: wantedTiltfile,
    map: Object.fromEntries(list('map').map(readPair)),
  };
  return [{ name: '', comparison: readComparison(folder, settings, isTrusted) }];
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
function readComparison(folder: string, settings: ComparisonSettings, isTrusted: boolean): Comparison {
  const { env_files: envFiles, profiles, environment, map } = settings;
  const isToldWhole = settings.compose !== undefined && (settings.charts ?? settings.manifests) !== undefined;
  const found: Discovered = isToldWhole
    ? { compose: [], charts: [], manifests: [] }
    : discover(folder, settings.compose !== undefined);
  const compose = settings.compose ?? found.compose;
  const charts =
    settings.charts ??
    (settings.manifests ? [] : found.charts.map((path) => ({ path, release: undefined, values: [], set: [] })));
  const manifests = settings.manifests ?? (charts.length > 0 ? [] : found.manifests);
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

function readFolder(path: string): string {
  if (existsSync(path) && statSync(path).isDirectory()) return relative('.', path) || '.';
  throw new KnownProblem(
    `There is no folder ${path}.`,
    'Name the folder of a repository, or none for this one.',
    EXIT.wrongUse,
  );
}

function mustBeThere(path: string): void {
  if (existsSync(path)) return;
  throw new KnownProblem(
    `There is no ${path}.`,
    'Correct the path: it is seen from the current folder.',
    EXIT.wrongUse,
  );
}

function readPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new KnownProblem(
    `--map is "${text}", which is no pair.`,
    'Write it as service=Kind/name, for example --map db=StatefulSet/postgres.',
    EXIT.wrongUse,
  );
}

function readRules(option: Options[string]): string[] | undefined {
  if (typeof option !== 'string') return undefined;
  const ids = option.split(',').map((id) => id.trim());
  const known = rules.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return ids;
  const near = nearest(unknown, known);
  throw new KnownProblem(
    `No rule is called "${unknown}".`,
    `${near ? `Did you mean ${near}? ` : ''}Known are ${known.join(', ')}.`,
    EXIT.wrongUse,
  );
}

function readFormat(option: Options[string]): Format {
  const wanted = formats.find((format) => format === (option ?? 'pretty'));
  if (wanted !== undefined) return wanted;
  throw new KnownProblem(`--format is "${option}".`, `Known are ${formats.join(', ')}.`, EXIT.wrongUse);
}

function readFailOn(option: Options[string]): Finding['severity'][] {
  if (option === undefined || option === 'warning') return ['error', 'warning'];
  if (option === 'error') return ['error'];
  throw new KnownProblem(`--fail-on is "${option}".`, 'Say error or warning.', EXIT.wrongUse);
}

function wrongMap(wrong: string[]): KnownProblem {
  return new KnownProblem(
    `--map names what is not there: ${wrong.join(', ')}.`,
    'On the left is a service of the compose file, on the right Kind/name of a workload.',
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

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { readYaml } from './yaml/located.ts';
import { at, itemsOf, textOf } from './yaml/read.ts';

/** What of a repository can be compared. Paths are seen from the current folder. */
export interface Discovered {
  compose: string[];
  charts: string[];
  /** Files and folders of manifests; used where there is no chart. */
  manifests: string[];
}

const COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const SKIPPED = /^(?:node_modules|vendor|third_party|tilt_modules|dist|build|target|testdata|fixtures|mocks|\..*)$/;
const DEPTH = 6;
const WORKLOADS = /^kind:\s*["']?(?:Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod)\b/m;

/**
 * Looks through a folder for compose files, charts and manifests.
 * @throws KnownProblem where it cannot be told which compose file is meant
 */
export function discover(folder: string, isComposeTold: boolean): Discovered {
  const folders = foldersBelow(folder, DEPTH);
  const charts = folders.filter((each) => existsSync(join(each, 'Chart.yaml')) && isApplication(each));
  // A chart of a chart is in its folder charts; any other below it is one of its own.
  const outermost = charts.filter(
    (each) => !charts.some((other) => other !== each && each.startsWith(`${other}/charts/`)),
  );
  const isInChart = (each: string) => charts.some((chart) => each === chart || each.startsWith(`${chart}/`));
  const manifests = folders.filter((each) => !isInChart(each) && hasWorkloads(each));
  return {
    compose: isComposeTold ? [] : composeFiles(folder, folders),
    charts: current(outermost, folder),
    manifests: inKustomizations(current(manifests, folder), folders),
  };
}

/** What was put aside, or only shows something. */
const ASIDE = /(?:^|\/)(?:backups?|old|archived?|legacy|deprecated|examples?|samples?)(?:\/|$)/i;

/** Without what was put aside, unless there is nothing else. */
function current(paths: string[], top: string): string[] {
  const left = paths.filter((path) => !ASIDE.test(relative(top, path)));
  return left.length > 0 ? left : paths;
}

/**
 * The file of the outermost folder that has one, with its override, as Compose takes them.
 * @throws KnownProblem where several folders of one depth have one
 */
function composeFiles(top: string, folders: string[]): string[] {
  const all = folders.flatMap((folder) => {
    const file = COMPOSE.map((name) => join(folder, name)).find((path) => existsSync(path));
    return file === undefined ? [] : [{ folder, file, depth: relative(top, folder).split('/').filter(Boolean).length }];
  });
  const names = new Set(
    current(
      all.map(({ file }) => file),
      top,
    ),
  );
  const having = all.filter(({ file }) => names.has(file));
  const [first, second] = having.toSorted((a, b) => a.depth - b.depth);
  if (!first) return [];
  if (second?.depth === first.depth) {
    throw new KnownProblem(
      `There are several compose files:\n${having.map(({ file }) => `  ${file}`).join('\n')}`,
      'Say which one is meant: --compose FILE, or evenkeel parity FOLDER.',
      EXIT.wrongUse,
    );
  }
  const stem = basename(first.file).replace(/\.ya?ml$/, '');
  const override = ['yaml', 'yml']
    .map((end) => join(first.folder, `${stem}.override.${end}`))
    .find((path) => existsSync(path));
  return [first.file, ...(override === undefined ? [] : [override])];
}

/** Compose files for other purposes beside those that were found, which have nothing of them: compose.production.yaml. */
export function filesBeside(files: readonly string[]): string[] {
  const [first = ''] = files;
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const isOther = (name: string) =>
    /^(?:docker-)?compose[.-][\w.-]+\.ya?ml$/.test(name) && !files.some((file) => basename(file) === name);
  return readdirSync(dirname(first))
    .filter((name) => isOther(name) && !text.includes(name))
    .toSorted();
}

/** Breadth first, so that the outermost come first. Links to folders are not followed: they may lead in a circle. */
function foldersBelow(folder: string, depth: number): string[] {
  if (depth === 0) return [folder];
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const inner = entries
    .filter((entry) => entry.isDirectory() && !SKIPPED.test(entry.name))
    .map(({ name }) => join(folder, name));
  return [folder, ...inner.flatMap((each) => foldersBelow(each, depth - 1))];
}

/** A library chart has nothing of its own to run. */
function isApplication(folder: string): boolean {
  const file = join(folder, 'Chart.yaml');
  const [chart] = readYaml(readFileSync(file, 'utf8'), file, { uniqueKeys: false }).documents;
  return textOf(at(chart, 'type')) !== 'library';
}

/** Only a list of charts that are elsewhere: what it runs of its own stands in manifests, if anywhere. */
export const isListOfCharts = (folder: string): boolean =>
  !['templates', 'charts'].some((inner) => existsSync(join(folder, inner)));

function hasWorkloads(folder: string): boolean {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.ya?ml$/.test(entry.name),
  );
  return files.some(({ name }) => WORKLOADS.test(readFileSync(join(folder, name), 'utf8')));
}

/** Where kustomizations say what belongs together, those of them that no other one takes up. */
function inKustomizations(manifests: string[], folders: string[]): string[] {
  const having = folders.filter((folder) => existsSync(join(folder, 'kustomization.yaml')));
  if (having.length === 0)
    return manifests.filter((each) => each === dirname(each) || !manifests.includes(dirname(each)));
  const used = new Set(
    having.flatMap((folder) => {
      const file = join(folder, 'kustomization.yaml');
      const [content] = readYaml(readFileSync(file, 'utf8'), file, { uniqueKeys: false }).documents;
      const listed = ['resources', 'bases', 'components'].flatMap((key) => itemsOf(at(content, key)));
      return listed.map((item) => join(folder, textOf(item) ?? ''));
    }),
  );
  const top = having.filter((folder) => !used.has(folder));
  const usual = top.filter((folder) => /(?:^|\/)(?:base|default|prod|production)$/.test(folder));
  const chosen =
    top.length === 1 ? top : usual.length === 1 ? usual : having.filter((folder) => basename(folder) === 'base');
  return chosen.length > 0 ? chosen : top;
}

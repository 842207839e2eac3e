import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';
import type { Answer } from '../../system/ask.ts';
import { askBriefly } from '../../system/ask.ts';
import type { Place, Unknown } from '../model.ts';
import { readYaml } from '../yaml/located.ts';
import type { Source } from './chart-files.ts';
import { findSource, valuesFor } from './chart-files.ts';
import type { KubeObject } from './objects.ts';
import { objectsOf } from './objects.ts';
import type { SubChart } from './sub-charts.ts';
import { describeMissing, namesOfMissing, withoutSubCharts } from './sub-charts.ts';
import { placeOf, readHelpers, readTemplate, traceLines } from './trace.ts';

export interface Chart {
  folder: string;
  release: string;
  /** Files of values, the later over the earlier. */
  values: readonly string[];
  set: readonly string[];
}

export interface Rendered {
  objects: KubeObject[];
  unknown: Unknown[];
  /** Charts that it needs and has not: what they run is not among the objects. */
  missing?: SubChart[];
}

const LIMIT_MS = 60_000;
const LIMIT_CHARACTERS = 64_000_000;

/** Renders a chart by helm itself, and says of each object where in templates and values it comes from. */
export async function renderChart(chart: Chart, environment: Environment): Promise<Rendered> {
  const { folder } = chart;
  const first = await helmTemplate(chart, folder, environment);
  const names = first.kind === 'ended' && first.code !== 0 ? namesOfMissing(first.err) : [];
  if (names.length === 0) return readAnswer(first, chart);
  const missing = describeMissing(names, chart).filter(({ isOff }) => !isOff);
  // helm renders nothing of a chart that lacks another one; without those it renders the rest.
  const answer = await withoutSubCharts(folder, names, (copy) => helmTemplate(chart, copy, environment));
  const { objects, unknown } = readAnswer(answer, chart);
  return { objects, unknown: [...unknown, ...missing.map((each) => cannotRead(each, folder))], missing };
}

const cannotRead = ({ name, at: place }: SubChart, folder: string): Unknown => ({
  at: place,
  part: name,
  message: `the chart ${name} is not in ${join(folder, 'charts')}, so what it runs was not read; \`helm dependency build ${folder}\` fetches it`,
});

async function helmTemplate(
  { release, values, set }: Chart,
  folder: string,
  environment: Environment,
): Promise<Answer> {
  const options = [...values.flatMap((file) => ['--values', file]), ...set.flatMap((pair) => ['--set', pair])];
  const limits = { limitMs: LIMIT_MS, limitCharacters: LIMIT_CHARACTERS };
  return (await askBriefly(['helm', 'template', release, folder, ...options], '.', environment, limits)).answer;
}

function readAnswer(answer: Answer, chart: Chart): Rendered {
  const { folder } = chart;
  const chartFile = { file: join(folder, 'Chart.yaml'), line: 1 };
  const cannot = (message: string) => ({ objects: [], unknown: [{ at: chartFile, message }] });
  switch (answer.kind) {
    case 'absent':
      return cannot(
        'the chart was not rendered: there is no helm program. `evenkeel doctor cluster` says how to get it',
      );
    case 'silent':
      return cannot(`the chart was not rendered: helm did not end within ${LIMIT_MS / 1000} s`);
    case 'unstartable':
      return cannot(`the chart was not rendered: helm cannot be started, ${answer.why}`);
    case 'ended':
      break;
  }
  if (answer.code !== 0) return { objects: [], unknown: [complaint(answer.err, chart, chartFile)] };
  return readRendered(answer.out, chart);
}

/** How charts and helm say that a value is not given. */
const LACKS = /nil pointer evaluating|\b(?:required|provide|not set|must be (?:set|changed|given))\b/i;

/** helm names the template and its line: execution error at (shop/templates/web.yaml:12:4): message. */
function complaint(said: string, { folder }: Chart, chartFile: Place): Unknown {
  const text =
    said
      .trim()
      .split('\n')
      .findLast((line) => line.startsWith('Error:')) ?? said.trim();
  const [, path, line] = /[( ]([^\s():]+\/templates\/[^\s():]+):(\d+)/.exec(text) ?? [];
  const help = LACKS.test(text) ? '; --values FILE or --set key=value may be what it lacks' : '';
  const message = `helm does not render the chart: ${shortened(text.replace(/^Error: /, ''))}${help}`;
  return path === undefined
    ? { at: chartFile, message }
    : { at: { file: findSource(path, folder).file, line: Number(line) }, message };
}

/** Templates that call one another make a message of a line for each call. */
export const shortened = (text: string): string =>
  text.length <= 400 ? text : `${text.slice(0, 200)} … ${text.slice(-150)}`;

/** Reads what `helm template` writes: documents, each below a line that names its template. */
export function readRendered(text: string, chart: Chart): Rendered {
  const folders = new Map<string, ReturnType<typeof aboutChart>>();
  const found: Rendered = { objects: [], unknown: [] };
  const templates = new Map<string, ReturnType<typeof readTemplate>>();
  // The documents of one template follow one another there, too.
  const lastLines = new Map<string, number>();
  for (const part of text.split(/^---\s*$/m)) {
    const source = /^# Source: (.+)$/m.exec(part)?.[1]?.trim();
    if (source === undefined) continue;
    const whole = findSource(source, chart.folder);
    const { file, folder } = whole;
    const { helpers, valueAt } = folders.get(folder) ?? aboutChart(chart, whole);
    folders.set(folder, { helpers, valueAt });
    const body = part.slice(part.indexOf('\n', part.indexOf('# Source:')) + 1);
    const lines = body.split('\n');
    const template = templates.get(file) ?? (existsSync(file) ? readTemplate(readFileSync(file, 'utf8')) : []);
    templates.set(file, template);
    const traced = traceLines(lines, template, helpers, lastLines.get(file));
    lastLines.set(file, traced.findLast((origin) => origin.file === undefined)?.line ?? 0);
    const locate = (line: number): Place => placeOf(traced[line - 1], file, valueAt);
    const { documents, problems } = readYaml(body, file, { uniqueKeys: false, locate });
    found.objects.push(...documents.flatMap(objectsOf));
    found.unknown.push(...problems);
  }
  return found;
}

/** The helpers that a template may call: its chart's, and those of the charts around it; and where its values are given. */
function aboutChart(chart: Chart, origin: Source) {
  const files = [...new Set([chart.folder, origin.folder])].flatMap(helperFiles);
  return {
    helpers: new Map(files.flatMap((file) => readHelpers(readFileSync(file, 'utf8'), file))),
    valueAt: valuesFor(chart, origin),
  };
}

function helperFiles(folder: string): string[] {
  const templates = join(folder, 'templates');
  if (!existsSync(templates)) return [];
  return readdirSync(templates)
    .filter((name) => name.endsWith('.tpl'))
    .map((name) => join(templates, name));
}

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { askBriefly } from '../../system/ask.ts';
import type { Place, Unknown } from '../model.ts';
import type { Value } from '../yaml/located.ts';
import { readYaml } from '../yaml/located.ts';
import { at } from '../yaml/read.ts';
import type { KubeObject } from './objects.ts';
import { objectsOf } from './objects.ts';
import { placeOf, readTemplate, traceLines } from './trace.ts';

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
}

const LIMIT_MS = 60_000;
const LIMIT_CHARACTERS = 64_000_000;

/** Renders a chart by helm itself, and says of each object where in templates and values it comes from. */
export async function renderChart(chart: Chart, environment: Environment): Promise<Rendered> {
  const { folder, release, values, set } = chart;
  const options = [...values.flatMap((file) => ['--values', file]), ...set.flatMap((pair) => ['--set', pair])];
  const limits = { limitMs: LIMIT_MS, limitCharacters: LIMIT_CHARACTERS };
  const { answer } = await askBriefly(['helm', 'template', release, folder, ...options], '.', environment, limits);
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

/** helm names the template and its line: execution error at (shop/templates/web.yaml:12:4): message. */
function complaint(said: string, { folder }: Chart, chartFile: Place): Unknown {
  const text =
    said
      .trim()
      .split('\n')
      .findLast((line) => line.startsWith('Error:')) ?? said.trim();
  const [, path, line] = /[( ]([^\s():]+\/templates\/[^\s():]+):(\d+)/.exec(text) ?? [];
  const message = `helm does not render the chart: ${text.replace(/^Error: /, '')}`;
  return path === undefined
    ? { at: chartFile, message }
    : { at: { file: fileOf(path, folder), line: Number(line) }, message };
}

/** Reads what `helm template` writes: documents, each below a line that names its template. */
export function readRendered(text: string, chart: Chart): Rendered {
  const valueAt = valuesOf(chart);
  const found: Rendered = { objects: [], unknown: [] };
  for (const part of text.split(/^---\s*$/m)) {
    const source = /^# Source: (.+)$/m.exec(part)?.[1]?.trim();
    if (source === undefined) continue;
    const file = fileOf(source, chart.folder);
    const body = part.slice(part.indexOf('\n', part.indexOf('# Source:')) + 1);
    const lines = body.split('\n');
    const template = existsSync(file) ? readTemplate(readFileSync(file, 'utf8')) : [];
    const traced = traceLines(lines, template);
    const locate = (line: number): Place => placeOf(traced[line - 1], file, valueAt);
    const { documents, problems } = readYaml(body, file, { uniqueKeys: false, locate });
    found.objects.push(...documents.flatMap(objectsOf));
    found.unknown.push(...problems);
  }
  return found;
}

/** The first part of a path that helm writes is the chart's name, whatever its folder is called. */
const fileOf = (source: string, folder: string) =>
  join(folder, source.split('/').slice(1).join('/') || basename(source));

/** Where a value is given: in the last file that has it. */
function valuesOf({ folder, values }: Chart): (path: string) => Place | undefined {
  const files = [join(folder, 'values.yaml'), ...values].filter((file) => existsSync(file));
  const documents = files.flatMap(
    (file) => readYaml(readFileSync(file, 'utf8'), file, { uniqueKeys: false }).documents,
  );
  return (path) => {
    const found = documents.map((document): Value | undefined => at(document, ...path.split('.')));
    return found.findLast((value) => value !== undefined)?.at;
  };
}

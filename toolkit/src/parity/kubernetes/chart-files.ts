import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Place } from '../model.ts';
import type { Value } from '../yaml/located.ts';
import { readYaml } from '../yaml/located.ts';
import { at, textOf } from '../yaml/read.ts';
import type { Chart } from './helm.ts';

/** A template as helm names it, found again. */
export interface Source {
  file: string;
  /** The folder of the chart that it is of: this one's, or that of a chart in it. */
  folder: string;
  /** Names of the charts on the way from the first one to it. */
  inside: string[];
}

/**
 * Finds the file that helm means: chart/charts/name/templates/web.yaml. The names there are those that the charts have,
 * whatever their folders are called.
 */
export function findSource(source: string, folder: string): Source {
  const [, ...parts] = source.split('/');
  const found: Source = { file: '', folder, inside: [] };
  while (parts[0] === 'charts' && parts[1] !== undefined) {
    const [, name] = parts.splice(0, 2);
    found.inside.push(name ?? '');
    found.folder = folderOf(name ?? '', join(found.folder, 'charts'));
  }
  return { ...found, file: join(found.folder, parts.join('/') || basename(source)) };
}

function folderOf(name: string, charts: string): string {
  const usual = join(charts, name);
  if (existsSync(usual) || !existsSync(charts)) return usual;
  const others = readdirSync(charts, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const named = others.find((each) =>
    documentsOf(join(charts, each.name, 'Chart.yaml')).some((chart) => textOf(at(chart, 'name')) === name),
  );
  return named ? join(charts, named.name) : usual;
}

/**
 * Where a value is given, as a template of that chart names it: in the last file that has it; what is for a chart inside of
 * another stands there below its name, or in its own file.
 */
export function valuesFor({ folder, values }: Chart, source: Source): (path: string) => Place | undefined {
  const given = [join(folder, 'values.yaml'), ...values].flatMap(documentsOf);
  const own = source.inside.length > 0 ? documentsOf(join(source.folder, 'values.yaml')) : [];
  return (path) => {
    const isForAll = path.startsWith('global.');
    const whole = isForAll ? path : [...source.inside, path].join('.');
    const found = [...lookUp(own, path), ...lookUp(given, whole)];
    return found.findLast((value) => value !== undefined)?.at;
  };
}

const lookUp = (documents: Value[], path: string) => documents.map((each) => at(each, ...path.split('.')));

const documentsOf = (file: string): Value[] =>
  existsSync(file) ? readYaml(readFileSync(file, 'utf8'), file, { uniqueKeys: false }).documents : [];

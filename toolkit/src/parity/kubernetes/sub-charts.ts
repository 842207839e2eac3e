import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Place } from '../model.ts';
import type { Value } from '../yaml/located.ts';
import { readYaml } from '../yaml/located.ts';
import { at, isTrue, itemsOf, textOf } from '../yaml/read.ts';
import type { Chart } from './helm.ts';

/** A chart that another one needs, and that is not there. */
export interface SubChart {
  name: string;
  at: Place;
  /** What its Services are called, as far as charts usually name them. */
  hostNames: string[];
  /** The values switch it off: nothing of it would run. */
  isOff: boolean;
}

/** Where charts name what they need; the second is the older place. */
const FILES = ['Chart.yaml', 'requirements.yaml'];

/** Names out of what helm says when charts are missing. */
export function namesOfMissing(said: string): string[] {
  const [, names] = /missing in charts\/ directory: ([^\n]+)/.exec(said) ?? [];
  return names?.split(',').map((name) => name.trim()) ?? [];
}

/** What is known of the missing charts without having them. */
export function describeMissing(names: readonly string[], chart: Chart): SubChart[] {
  const values = [join(chart.folder, 'values.yaml'), ...chart.values].flatMap(documentsOf);
  const valueAt = (path: string) =>
    values.map((each) => at(each, ...path.split('.'))).findLast((each) => each !== undefined);
  const listed = FILES.flatMap((file) => documentsOf(join(chart.folder, file))).flatMap((each) =>
    itemsOf(at(each, 'dependencies')),
  );
  return listed.flatMap((each) => {
    const own = textOf(at(each, 'name'));
    if (own === undefined || !names.includes(own)) return [];
    const name = textOf(at(each, 'alias')) ?? own;
    return [
      { name, at: each.at, hostNames: hostNamesOf(name, chart.release, valueAt), isOff: isOff(each, chart, valueAt) },
    ];
  });
}

type ValueAt = (path: string) => Value | undefined;

function hostNamesOf(name: string, release: string, valueAt: ValueAt): string[] {
  const told = textOf(valueAt(`${name}.fullnameOverride`));
  const base = textOf(valueAt(`${name}.nameOverride`)) ?? name;
  const full = told ?? (release.includes(base) ? release : `${release}-${base}`);
  return [name, ...['', '-master', '-primary', '-headless', '-hl'].map((end) => full + end)];
}

/** The first path of its condition that the values have decides. */
function isOff(dependency: Value, { set }: Chart, valueAt: ValueAt): boolean {
  for (const path of (textOf(at(dependency, 'condition')) ?? '').split(',').map((each) => each.trim())) {
    const told = set.findLast((pair) => pair.startsWith(`${path}=`))?.slice(path.length + 1);
    if (told !== undefined) return told === 'false';
    const value = path === '' ? undefined : valueAt(path);
    if (value) return !isTrue(value);
  }
  return false;
}

function documentsOf(file: string): Value[] {
  return existsSync(file) ? readYaml(readFileSync(file, 'utf8'), file, { uniqueKeys: false }).documents : [];
}

/** Calls with a copy of a chart that does not ask for some charts; the copy is gone afterwards. */
export async function withoutSubCharts<T>(
  folder: string,
  names: readonly string[],
  call: (copy: string) => Promise<T>,
): Promise<T> {
  const above = mkdtempSync(join(tmpdir(), 'evenkeel-chart-'));
  const copy = join(above, basename(folder));
  try {
    cpSync(folder, copy, { recursive: true, dereference: true });
    for (const file of FILES) forget(join(copy, file), names);
    for (const lock of ['Chart.lock', 'requirements.lock']) rmSync(join(copy, lock), { force: true });
    return await call(copy);
  } finally {
    rmSync(above, { recursive: true, force: true });
  }
}

function forget(file: string, names: readonly string[]): void {
  if (!existsSync(file)) return;
  const document = parseDocument(readFileSync(file, 'utf8'));
  const content = document.toJS() as { dependencies?: { name?: string }[] } | null;
  if (!content || !Array.isArray(content.dependencies)) return;
  document.set(
    'dependencies',
    content.dependencies.filter(({ name }) => !names.includes(name ?? '')),
  );
  writeFileSync(file, document.toString());
}

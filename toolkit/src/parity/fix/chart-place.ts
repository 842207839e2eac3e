import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Document, Node, YAMLMap, YAMLSeq } from 'yaml';
import type { Chart } from '../kubernetes/helm.ts';
import type { Service } from '../model.ts';
import type { Told } from '../report/report.ts';
import type { Context } from './fix.ts';
import { NotCertain } from './fix.ts';
import type { VariablePlace } from './variable.ts';
import { documentsOf, isMap, isScalar, isSeq, isShared, nodeAt, withEntry, withItem } from './yaml-text.ts';

/** Names of values that charts turn into variables. */
const USUAL = /^(?:env|environment|extraEnv|extraEnvs|extraEnvVars|envVars)$/;

/**
 * The values that become the variables of a container: those that hold what it has already, else an empty mapping whose name says
 * it. That it is the right one shows when the chart is rendered with it.
 */
export function placeInChart(
  finding: Told,
  { variables }: Service,
  charts: readonly Chart[],
  context: Context,
): VariablePlace {
  const [chart] = charts;
  if (!chart) throw new NotCertain('its chart is not known');
  const isEverywhere = context.comparisons.every(
    ({ name, comparison }) =>
      finding.in.includes(name) || comparison.charts.every(({ folder }) => folder !== chart.folder),
  );
  // What is missing in one comparison alone belongs into the values that it alone has.
  const files = [join(chart.folder, 'values.yaml'), ...(isEverywhere ? [] : chart.values.slice(-1))];
  const file = files.at(-1) ?? '';
  if (!existsSync(file)) throw new NotCertain('its chart has no values.yaml');
  const names = new Set(variables.keys());
  const all = documentsOf(context.read(file)).flatMap(({ contents }) => collectionsIn(contents, []));
  const rated = all.map((each) => ({ ...each, shared: namesIn(each.node).filter((name) => names.has(name)).length }));
  const best = rated.filter(({ shared }) => shared > 0).toSorted((one, other) => other.shared - one.shared);
  const empty = all.filter(({ node, path }) => isMap(node) && node.items.length === 0 && USUAL.test(path.at(-1) ?? ''));
  const [chosen, rival] = best.length > 0 ? best : empty.map((each) => ({ ...each, shared: 0 }));
  if (!chosen) throw new NotCertain(`${file} has no values that become its variables, and templates are not edited`);
  if (rival?.shared === chosen.shared) {
    throw new NotCertain(`${file} has several that could take it: ${dotted(chosen.path)}, ${dotted(rival.path)}`);
  }
  return { file, where: `${dotted(chosen.path)} of ${file}`, add: adder(chosen.path) };
}

const adder = (path: string[]) => (text: string, name: string, value: string) => {
  const [document] = documentsOf(text).filter(({ contents }) => nodeAt(contents, path)) as [Document?];
  const node = nodeAt(document?.contents, path);
  if (!document || !node) throw new NotCertain('the values have changed');
  if (isShared(document, node)) throw new NotCertain('others share these values by an anchor');
  if (isMap(node)) return withEntry(text, node, name, value);
  if (isSeq(node))
    return withItem(text, node, [
      ['name', name],
      ['value', value],
    ]);
  throw new NotCertain('the values are neither a mapping nor a list');
};

interface Found {
  path: string[];
  node: YAMLMap | YAMLSeq;
}

function collectionsIn(node: unknown, path: string[]): Found[] {
  if (isSeq(node)) return [{ path, node }];
  if (!isMap(node)) return [];
  const inner = node.items.flatMap(({ key, value }) =>
    isScalar(key) ? collectionsIn(value as Node, [...path, String(key.value)]) : [],
  );
  return [...(path.length > 0 ? [{ path, node }] : []), ...inner];
}

/** Of a mapping its keys, of a list the names of its items. */
function namesIn(node: YAMLMap | YAMLSeq): string[] {
  const texts = (each: unknown) => (isScalar(each) && typeof each.value === 'string' ? [each.value] : []);
  if (isSeq(node)) return node.items.flatMap((item) => texts(nodeAt(item, ['name'])));
  return node.items.flatMap(({ key, value }) => (isScalar(value) ? texts(key) : []));
}

const dotted = (path: readonly string[]) => path.join('.');

import { basename } from 'node:path';
import { interpolate } from '../compose/interpolate.ts';
import type { Pair } from '../match.ts';
import type { Service, Variable } from '../model.ts';
import type { Told } from '../report/report.ts';
import { isInside } from '../rules/data-is-kept.ts';
import { isSecret, secretIn } from '../secret-values.ts';
import { placeInChart } from './chart-place.ts';
import { placeInCompose } from './compose-place.ts';
import type { Context, Fix } from './fix.ts';
import { NotCertain, pairsOf } from './fix.ts';
import { literal } from './line-text.ts';
import { placeInManifest } from './manifest-place.ts';

/** Where a variable can be added, and how. */
export interface VariablePlace {
  file: string;
  /** In words: environment of the service web. */
  where: string;
  add: (text: string, name: string, value: string) => string;
}

/** Copies a variable to the side that lacks it. */
export function copyVariable(finding: Told, context: Context): Fix {
  const name = finding.key.replace(/^env\./, '');
  const found = pairsOf(finding, context).flatMap(({ pair }) => {
    const source = pair.compose.variables.has(name) ? pair.compose : pair.cluster;
    const variable = source.variables.get(name);
    return variable ? [{ pair, source, value: valueOf(name, variable, source, context) }] : [];
  });
  const [first] = found;
  if (!first) throw new NotCertain('it is not known which container is meant');
  const { pair, source, value } = first;
  if (found.some((each) => each.value !== value)) throw new NotCertain('its value is another in each comparison');
  const place = source === pair.compose ? clusterPlace(finding, pair, context) : placeInCompose(pair.compose, context);
  return {
    finding,
    what: `${name} is added to ${place.where}`,
    slot: `${place.file} ${place.where} ${name}`,
    outcome: value,
    keepsLines: false,
    changes: [{ file: place.file, change: (text) => place.add(text, name, value) }],
  };
}

function clusterPlace(finding: Told, { cluster }: Pair, context: Context): VariablePlace {
  const charts = context.comparisons
    .filter(({ name }) => finding.in.includes(name))
    .flatMap(({ comparison }) => comparison.charts.filter(({ folder }) => isInside(cluster.at.file, folder)));
  return charts.length > 0 ? placeInChart(finding, cluster, charts, context) : placeInManifest(cluster, context);
}

/** A value that is the same wherever it is read; @throws NotCertain with the reason where it is none */
function valueOf(name: string, variable: Variable, source: Service, { read }: Context): string {
  const { value, from, at } = variable;
  if (isSecret(name, variable) || secretIn(name, variable) !== undefined) {
    throw new NotCertain('it is a secret, which no file gets: give it to the other side as it gets its secrets');
  }
  if (value === undefined || from === 'field') throw new NotCertain('its value is not in the files');
  if (/[\n$]/.test(value) || value.includes('{{')) throw new NotCertain('each side would read its value differently');
  if (from === 'shell' || (from === 'file' && basename(at.file) === '.env') || !isOfFile(name, variable, read)) {
    throw new NotCertain('its value comes from the environment or .env of this machine');
  }
  if (/\blocalhost\b|\b127\.0\.0\.1\b|\[::1\]|host\.docker\.internal/.test(value)) {
    throw new NotCertain('its value is an address of this machine, which is another from elsewhere');
  }
  if (name.endsWith('_FILE') || source.mounts.some(({ target }) => isInside(value, target))) {
    throw new NotCertain('its value is a path, and what lies there has to be mounted, too');
  }
  return value;
}

/** Whether a compose file gives the value itself, and not a variable of whoever starts it: its default counts as its own. */
function isOfFile(name: string, { value, at }: Variable, read: Context['read']): boolean {
  const line = read(at.file).split(/\r?\n/)[at.line - 1] ?? '';
  if (!line.includes('$')) return true;
  const [, raw = ''] = new RegExp(`(?<!\\w)${literal(name)}${WRITTEN}`).exec(line) ?? [];
  return interpolate(raw.replace(/^["']|["']$/g, ''), () => undefined).text === value;
}

/** What stands behind a name: in quotes, or up to the next part of a row; references may be one in another. */
const WRITTEN = /["']?\s*[:=]\s*("[^"]*"|'[^']*'|(?:\$\{(?:[^{}]|\$\{[^{}]*\})*\}|[^,}\s])*)/.source;

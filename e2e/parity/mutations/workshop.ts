import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { compare } from '../../../toolkit/src/parity/compare.ts';
import type { Comparison } from '../../../toolkit/src/parity/compare.ts';
import { renderChart } from '../../../toolkit/src/parity/kubernetes/helm.ts';
import type { Place } from '../../../toolkit/src/parity/model.ts';
import type { Finding } from '../../../toolkit/src/parity/rule.ts';
import { readParitySettings } from '../../../toolkit/src/parity/settings.ts';
import { evaluateTiltfile } from '../../../toolkit/src/parity/tiltfile/evaluate.ts';

/** One edit of one file of this repository. */
export interface Edit {
  file: string;
  /** The text that is replaced: the first one, or the first one behind another text. */
  from: string;
  to: string;
  behind?: string;
  /** All of them, in all files of the folder. */
  isEverywhere?: boolean;
}

const root = resolve(import.meta.dirname, '../../..');
const COPIED = [
  '.env.example',
  'compose.yaml',
  'compose.dev.yaml',
  'compose.run.yaml',
  'evenkeel.yaml',
  'helm',
  'Tiltfile',
];
const DOCKERFILES = ['Dockerfile.backend', 'Dockerfile.frontend'];
// What they read besides: Tilt looks whether the packages are installed.
const LINKED = ['node_modules', '.dockerignore'];

type Name = 'production' | 'development';

/** A copy of what parity compares, in which files are edited and put back. */
export class Workshop {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'evenkeel-mutations-')));
  readonly #known = new Map<string, ReturnType<typeof renderChart>>();
  readonly #tilt = new Map<string, ReturnType<typeof evaluateTiltfile>>();
  readonly #before = new Map<string, Finding[]>();

  constructor() {
    for (const path of [...COPIED, ...DOCKERFILES])
      cpSync(join(root, path), join(this.folder, path), { recursive: true });
    // A schema that knows every value would see many of the edits first.
    for (const chart of ['backend', 'data', 'frontend']) rmSync(join(this.folder, `helm/${chart}/values.schema.json`));
    for (const path of LINKED) symlinkSync(join(root, path), join(this.folder, path));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** The text of the file that an edit changes, when it is done. */
  changed({ file, from, to, behind = '' }: Edit): string {
    const text = this.read(file);
    const start = text.indexOf(behind) + behind.length;
    const changed = text.slice(0, start) + text.slice(start).replace(from, () => to);
    if (!text.includes(behind) || changed === text) throw new Error(`${file}: ${JSON.stringify(from)} changes nothing`);
    return changed;
  }

  /** The findings that an edit brings, and those that it takes away. */
  async after(edit: Edit): Promise<{ more: Finding[]; less: Finding[] }> {
    const changed = edit.isEverywhere ? this.#everywhere(edit) : new Map([[edit.file, this.changed(edit)]]);
    const original = [...changed.keys()].map((file) => [file, this.read(file)] as const);
    const name = comparisonOf(edit.file);
    // An edit of a chart is judged without Tilt, which would have to render it again.
    const isTiltAsked = !edit.file.startsWith('helm/');
    const id = `${name} ${isTiltAsked}`;
    const before = this.#before.get(id) ?? (await this.#findings(name, isTiltAsked));
    this.#before.set(id, before);
    for (const [file, text] of changed) writeFileSync(join(this.folder, file), text);
    try {
      const after = await this.#findings(name, isTiltAsked, edit.file);
      const has = (all: Finding[], one: Finding) => all.some((each) => key(each) === key(one));
      return {
        more: after.filter((each) => !has(before, each)),
        less: before.filter((each) => !has(after, each)),
      };
    } finally {
      for (const [file, text] of original) writeFileSync(join(this.folder, file), text);
    }
  }

  #everywhere({ file, from, to }: Edit): Map<string, string> {
    const folder = dirname(file);
    const files = readdirSync(join(this.folder, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.\w+$/.test(name),
    );
    return new Map(files.map((name) => [join(folder, name), this.read(join(folder, name)).replaceAll(from, to)]));
  }

  /** A place as it is called in the repository. */
  shown = ({ file, line }: Place): string => `${relative(this.folder, resolve(file))}:${line}`;

  async #findings(name: Name, isTiltAsked: boolean, edited?: string): Promise<Finding[]> {
    const comparison = this.#comparison(name, isTiltAsked);
    const { findings, unknown } = await compare(comparison, {
      renderChart: (chart, environment) => {
        const id = JSON.stringify(chart);
        const isEdited = edited !== undefined && resolve(this.folder, edited).startsWith(`${resolve(chart.folder)}/`);
        const found = (isEdited ? undefined : this.#known.get(id)) ?? renderChart(chart, environment);
        if (!isEdited) this.#known.set(id, found);
        return found;
      },
      evaluateTiltfile: (tiltfile, environment) => {
        const isEdited = edited === 'Tiltfile' || edited === 'compose.dev.yaml' || edited?.startsWith('Dockerfile');
        const found = (isEdited ? undefined : this.#tilt.get('')) ?? evaluateTiltfile(tiltfile, environment);
        if (!isEdited) this.#tilt.set('', found);
        return found;
      },
    });
    if (unknown.length > 0) throw new Error(`unknown: ${JSON.stringify(unknown)}`);
    return findings;
  }

  /** As evenkeel.yaml says. */
  #comparison(name: Name, isTiltAsked: boolean): Comparison {
    const settings = readParitySettings(this.folder).comparisons[name];
    if (!settings) throw new Error(`evenkeel.yaml has no comparison ${name}`);
    const { PATH, HOME } = process.env;
    const all = (paths: readonly string[]) => paths.map((path) => join(this.folder, path));
    const file = settings.tiltfile;
    return {
      compose: { files: all(['compose.yaml']), envFiles: all(settings.env_files), profiles: [] },
      charts: (settings.charts ?? []).map(({ path, values, set }) => ({
        folder: join(this.folder, path),
        release: path.replace('helm/', ''),
        values: all(values),
        set,
      })),
      manifests: [],
      ...(isTiltAsked &&
        file !== undefined &&
        file !== 'none' && { tiltfile: { file: join(this.folder, file), isTrusted: true, isTold: true } }),
      map: new Map(),
      environment: { PATH, HOME, ...settings.environment },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The line, from 1, on which a text begins; without the ends of lines before it. */
export function lineOf(text: string, wanted: string, behind = ''): number {
  const at = text.indexOf(wanted, text.indexOf(behind) + behind.length);
  if (at < 0) throw new Error(`there is no ${JSON.stringify(wanted)}`);
  return text.slice(0, at + (/^\n*/.exec(wanted)?.[0].length ?? 0)).split('\n').length;
}

/** The one that an edit of a file shows in. */
function comparisonOf(file: string): Name {
  const isProduction = file === 'compose.run.yaml' || (file.startsWith('helm/') && !file.endsWith('values-dev.yaml'));
  return isProduction ? 'production' : 'development';
}

/** Where something stands may change without any change of what it says. */
const key = ({ rule, service, key: what, severity, message }: Finding) =>
  JSON.stringify([rule, service, what, severity, message]);

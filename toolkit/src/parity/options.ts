import { existsSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { nearest } from '../nearest.ts';
import type { PrettyOptions } from './report/pretty.ts';
import type { Severity } from './rule.ts';
import { rules } from './rules/index.ts';
import { runningRules } from './running/aspects/index.ts';

const formats = ['pretty', 'json', 'sarif', 'github', 'matrix'] as const;
export type Format = (typeof formats)[number];

/** How a comparison is to be judged and told, whatever it compares. */
export interface Asked {
  folder: string;
  format: Format;
  /** The rules that are asked; undefined: all. */
  only: string[] | undefined;
  failsOn: Severity[];
  /** What is done with what can be fixed. */
  fix: 'nothing' | 'show' | 'write';
}

/** @throws KnownProblem for a folder that is not there, and a value that an option does not know */
export function readAsked({ word, options, json }: Pick<Invocation, 'word' | 'options' | 'json'>): Asked {
  const format = json ? 'json' : readFormat(options['format']);
  return {
    format,
    fix: readFix(options, format),
    only: readRules(options['only']),
    failsOn: readFailOn(options['fail-on']),
    folder: readFolder(word ?? '.'),
  };
}

type Value = Invocation['options'][string];

/** @throws KnownProblem for what is no rule; it suggests the nearest */
export function readRules(option: Value): string[] | undefined {
  if (typeof option !== 'string') return undefined;
  const ids = option.split(',').map((id) => id.trim());
  const known = [...rules, ...runningRules].map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return ids;
  const near = nearest(unknown, known);
  throw new KnownProblem(
    `No rule is called "${unknown}".`,
    `${near ? `Did you mean ${near}? ` : ''}Known are ${known.join(', ')}.`,
    EXIT.wrongUse,
  );
}

function readFormat(option: Value): Format {
  const wanted = formats.find((format) => format === (option ?? 'pretty'));
  if (wanted !== undefined) return wanted;
  throw new KnownProblem(`--format is "${option}".`, `Known are ${formats.join(', ')}.`, EXIT.wrongUse);
}

export function readFailOn(option: Value): Severity[] {
  if (option === undefined || option === 'warning') return ['error', 'warning'];
  if (option === 'error') return ['error'];
  throw new KnownProblem(`--fail-on is "${option}".`, 'Say error or warning.', EXIT.wrongUse);
}

function readFix(options: Invocation['options'], format: Format): Asked['fix'] {
  const refuse = (message: string, next: string) => new KnownProblem(message, next, EXIT.wrongUse);
  if (options['fix'] !== true) {
    if (options['write'] === true) throw refuse('--write writes what --fix finds.', 'Say both: --fix --write');
    return 'nothing';
  }
  if (options['running'] !== undefined) {
    throw refuse('--fix changes files, and --running looks at copies.', 'Say one of them.');
  }
  if (!['pretty', 'json'].includes(format)) {
    throw refuse(`--fix is told as pretty or json, not as ${format}.`, 'Leave --format out, or fix first.');
  }
  return options['write'] === true ? 'write' : 'show';
}

export function readFolder(path: string): string {
  if (existsSync(path) && statSync(path).isDirectory()) return relative('.', path) || '.';
  throw new KnownProblem(
    `There is no folder ${path}.`,
    'Name the folder of a repository, or none for this one.',
    EXIT.wrongUse,
  );
}

/** How much is told, and how it looks where it is read. */
export const prettyOptions = ({
  options,
  terminal: { out, signs },
}: Pick<Invocation, 'options' | 'terminal'>): PrettyOptions => ({
  isVerbose: options['verbose'] === true,
  isQuiet: options['quiet'] === true,
  colours: out.colours,
  columns: out.columns(),
  signs,
});

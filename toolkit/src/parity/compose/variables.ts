import { existsSync, readFileSync } from 'node:fs';
import type { Sourced, Unknown, Variable } from '../model.ts';
import type { Mapping, Value } from '../yaml/located.ts';
import { at, isEmpty, isTrue, itemsOf, mapOf, textOf } from '../yaml/read.ts';
import { parseDotEnv } from './dot-env.ts';
import type { Lookup } from './interpolate.ts';

export interface VariablesOf {
  variables: Map<string, Variable>;
  unread: Sourced<string>[];
  unknown: Unknown[];
}

/** What a service finds in its environment: its files, and over them what the compose file says itself. */
export function variablesOf(service: Mapping, lookup: Lookup, asked: ReadonlySet<string>): VariablesOf {
  const found: VariablesOf = { variables: new Map(), unread: [], unknown: [] };
  for (const item of itemsOf(at(service, 'env_file'))) readFile(item, lookup, asked, found);
  for (const [name, value] of mapOf(at(service, 'environment'))?.entries ?? []) {
    // A name alone is passed on from the shell, where that has it.
    if (!isEmpty(value)) found.variables.set(name, given(value));
    else {
      const known = lookup(name);
      const before = found.variables.get(name);
      if (known !== undefined) found.variables.set(name, { at: value.at, value: known, from: 'shell' });
      else if (!before)
        found.variables.set(name, { at: value.at, value: undefined, from: 'shell', reference: 'the shell' });
    }
  }
  return found;
}

/** What nothing here sets is empty for the engine, and meant to be set by who starts it. */
function given(value: Value): Variable {
  const { unset } = value.kind === 'scalar' ? value : {};
  if (unset === undefined) return { at: value.at, value: textOf(value), from: 'text' };
  return { at: value.at, value: undefined, from: 'text', reference: `${unset}, which nothing here sets` };
}

function readFile(item: Value, lookup: Lookup, asked: ReadonlySet<string>, found: VariablesOf): void {
  const path = textOf(item) ?? textOf(at(item, 'path'));
  if (path === undefined) return;
  const required = at(item, 'required');
  const isRequired = required === undefined || isTrue(required);
  if (!existsSync(path)) {
    // Such files are often not in git, because they hold secrets.
    found.unread.push({ value: `${path}, ${isRequired ? 'which is not there' : 'where there is one'}`, at: item.at });
    return;
  }
  const { values, passedOn, problems } = parseDotEnv(readFileSync(path, 'utf8'), path, lookup);
  for (const [name, { value, at: place }] of values) {
    // Those are for the engine.
    if (name.startsWith('COMPOSE_')) continue;
    const isPutIn = asked.has(name);
    found.variables.set(name, { at: place, value, from: 'file', comesWith: path, isPutIn });
  }
  for (const name of passedOn) {
    const value = lookup(name);
    if (value !== undefined) found.variables.set(name, { at: item.at, value, from: 'shell' });
  }
  found.unknown.push(...problems.map(({ line, message }) => ({ at: { file: path, line }, message })));
}

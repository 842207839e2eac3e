import { areOtherwisePublished, familyOf } from '../image-family.ts';
import type { Service, Variable } from '../model.ts';
import type { Facts } from '../rule.ts';
import { defineRule, saidBy, WHERE, workload } from '../rule.ts';
import { shown } from '../secret-values.ts';
import { isAskedNowhere, isSameValue, sourceFolder, useOf } from '../sources/uses.ts';
import { isSplit } from '../split-address.ts';
import { deployment } from '../rule-examples.ts';
import { isMeantForOthers } from '../whose-variable.ts';

export const variableOnBothSides = defineRule({
  id: 'variable-on-both-sides',
  title: 'A variable that one side sets, the other sets too.',
  category: 'env',
  why: 'A program that misses a variable runs with its default, or does not start: and only where it is missing.',
  agrees: {
    compose: 'services:\n  api:\n    image: api:1\n    environment: [LOG_LEVEL=info]\n',
    cluster: deployment('api', ['image: api:1', 'env: [{ name: LOG_LEVEL, value: info }]']),
  },
  drifts: {
    compose: 'services:\n  api:\n    image: api:1\n    environment: [LOG_LEVEL=info, CACHE_SIZE=64]\n',
    cluster: deployment('api', ['image: api:1', 'env: [{ name: LOG_LEVEL, value: info }]']),
  },
  judgePair(pair, facts) {
    return [...missing(pair.compose, pair.cluster, facts), ...missing(pair.cluster, pair.compose, facts)];
  },
});

/** What `one` has and `other` has not. */
function missing(one: Service, other: Service, facts: Facts) {
  const name = one.side === 'compose' ? one.name : other.name;
  return [...one.variables].flatMap(([key, variable]) => {
    // What only the image says, the program of that image has always had.
    const mayBeMissing = isOpen(other.variables.get(key));
    if (variable.from === 'image' || (isGiven(key, other.variables) && !mayBeMissing) || isOpen(variable)) return [];
    const { unread } = other;
    const program = one.side === 'compose' ? one : other;
    const use = useOf(key, program);
    const isDefault =
      use?.fallback !== undefined && variable.value !== undefined && isSameValue(use.fallback, variable.value);
    const isIdle = isAskedNowhere(key, program);
    // It is there for the sake of another one, unless the program asks for it, too.
    const isDoubtful =
      unread.length > 0 ||
      mayBeMissing ||
      isUnset(variable) ||
      (variable.isPutIn === true && use === undefined) ||
      isOfImage(one, other) ||
      isBelowVolume(key, variable, one) ||
      isOfManyServices(variable, one, facts) ||
      isOfOtherProgram(key, variable, one) ||
      isDefault ||
      isIdle ||
      OF_TOOLS.test(key) ||
      isMeantForOthers(key, variable, one, facts) ||
      isSplit(key, variable, [one, other], [...facts.pairs, ...facts.unread]);
    const here = { at: variable.namedAt ?? variable.at, value: shown(key, variable) };
    const there = saidBy(other);
    const doubt = unread[0] === undefined ? '' : ` It may come from ${unread[0].value}.`;
    return [
      {
        service: name,
        key: `env.${key}`,
        severity: isDoubtful ? ('info' as const) : ('warning' as const),
        message: `${key} is set in ${WHERE[one.side]} and not in ${WHERE[other.side]}: ${isDefault ? "the program's own default is the same" : isIdle ? `nothing in ${sourceFolder(program)} asks for it` : 'there the program uses its default, or misses it'}.${use ? ` ${use.file}:${use.line} asks for it.` : ''}${doubt}`,
        fix:
          other.side === 'cluster'
            ? `Add ${key} to ${workload(other)}.`
            : `Add ${key} to environment of the service ${other.name}.`,
        compose: one.side === 'compose' ? here : there,
        cluster: one.side === 'compose' ? there : here,
      },
    ];
  });
}

/** How a server of development watches files and tells the browser. */
const OF_TOOLS = /(?:^|_)HMR(?:_|$)|POLLING$|HOT_RELOAD|^(?:CHOKIDAR|WATCHPACK|WDS)_|FAST_REFRESH/;

/** What ends by itself has the variables of all that it shares a block with; few of them are its own. */
const isOfManyServices = ({ at }: Variable, { side, name, runsOnce }: Service, facts: Facts) =>
  runsOnce &&
  facts[side].services.some(
    (each) =>
      each.name !== name &&
      [...each.variables.values()].some((other) => other.at.file === at.file && other.at.line === at.line),
  );

/** A database gets a file that is for all, and knows the variables that begin with its name. */
function isOfOtherProgram(name: string, { comesWith }: Variable, one: Service): boolean {
  const family = familyOf(one);
  return (
    comesWith !== undefined && !one.build && family !== undefined && !name.toLowerCase().startsWith(family.slice(0, 5))
  );
}

/** Only where a Secret has the key, and the one of these files has not. */
const isOpen = (variable: Variable | undefined) => variable?.isOptional === true && variable.isMissing === true;

/** NAME_FILE gives NAME by a file, as many images understand it. */
function isGiven(name: string, variables: ReadonlyMap<string, Variable>): boolean {
  return (
    variables.has(name) || variables.has(`${name}_FILE`) || (name.endsWith('_FILE') && variables.has(name.slice(0, -5)))
  );
}

/** Passed on from a shell, or by a Secret, that has nothing of the name. */
const isUnset = ({ from, value, isOptional = false }: Variable) =>
  value === undefined && (from === 'shell' || isOptional);

/** PostgreSQL wants an empty folder, which a volume's own is not always: that is below it, and nothing else changes. */
const isBelowVolume = (name: string, { value }: Variable, { mounts }: Service) =>
  name === 'PGDATA' && mounts.some(({ kind, target }) => kind === 'kept' && value?.startsWith(`${target}/`));

/** Another publisher's image of the same program has variables of its own. */
const isOfImage = (one: Service, other: Service) =>
  areOtherwisePublished(one, other) || areOtherwisePublished(other, one);

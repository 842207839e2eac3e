import { runtimes } from '../../runtime/runtime.ts';
import { variableAgrees } from '../rules/variable-agrees.ts';
import { variableOnBothSides } from '../rules/variable-on-both-sides.ts';
import type { Acceptance } from '../settings.ts';
import { runningRules } from './aspects/index.ts';

const OF_RUNTIMES = new RegExp(`^(?:${runtimes.join('|')})(?:,|$)`);

/** Whether it is of copies that run alone: by its rule, or by the comparison that it names. */
export const isOfRunning = ({ rule, in: wanted = '' }: Acceptance): boolean =>
  OF_RUNTIMES.test(wanted) || runningRules.some(({ id }) => id === rule);

/** Whether a variable is there and what it is are two questions of files; in a container the image has its part in both. */
const OF_VARIABLES = [variableOnBothSides.id, variableAgrees.id];

/**
 * What is meant in one comparison of files is meant of the copies that are made by them; what names a runtime is meant of all
 * comparisons with it.
 */
export const forRunning = (acceptances: readonly Acceptance[], comparisons: readonly string[]): Acceptance[] =>
  acceptances.flatMap(({ in: wanted, rule, ...others }) => {
    const own = {
      ...others,
      ...(rule !== undefined && (OF_VARIABLES.includes(rule) && others.key !== undefined ? OF_ENV : { rule })),
    };
    if (wanted === undefined || !OF_RUNTIMES.test(wanted)) return [own];
    const meant = comparisons.filter((name) => name === wanted || name.split(',').includes(wanted));
    return meant.map((name) => ({ ...own, in: name }));
  });

const OF_ENV = { category: variableAgrees.category };

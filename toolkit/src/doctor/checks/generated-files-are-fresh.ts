import type { Check } from '../check.ts';
import { fail, pass } from '../check.ts';

/** A finding, but no obstacle: the start makes them by itself. */
export const generatedFilesAreFresh: Check = {
  name: 'generated-files-are-fresh',
  neededBy: [],
  judge: ({ generated }) => {
    const old = generated.filter(({ state }) => state !== 'fresh');
    if (old.length === 0) return pass(generated.map(({ command }) => command).join(', ') || 'nothing is generated');
    return fail(
      old.map(({ step, state }) => `what ${step} makes is ${state}`).join('; '),
      `Run ${old.map(({ command }) => `\`npx ${command}\``).join(' and ')}; evenkeel up does it too.`,
    );
  },
};

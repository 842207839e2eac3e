import type { Check } from '../check.ts';
import { fail, pass } from '../check.ts';

const LEAST = 20;

export const nodeIsRecent: Check = {
  name: 'node-is-recent',
  neededBy: ['native'],
  judge: ({ node, projectNode }) => {
    const found = projectNode ? `Node ${node}; the project brings ${projectNode}` : `Node ${node}`;
    return Number.parseInt(node, 10) >= LEAST
      ? pass(found)
      : fail(found, `Install Node ${LEAST} or newer: https://nodejs.org`);
  },
};

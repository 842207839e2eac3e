/** A row of the requirements that no request to a running copy can show, and why. */
export interface Uncheckable {
  id: string;
  title: string;
  reason: string;
}

const restart = 'needs a copy that verify may restart';

export const uncheckable: readonly Uncheckable[] = [
  { id: 'RUN-5', title: 'Every setting is read at start', reason: restart },
  {
    id: 'RUN-7',
    title: 'The log is JSON and holds no secret',
    reason: 'needs the log of a copy that verify has started',
  },
  { id: 'RUN-8', title: 'SIGTERM ends everything in order', reason: restart },
  { id: 'VOTE-7', title: 'A page to vote on, with the result', reason: 'needs a browser: npm run e2e' },
];

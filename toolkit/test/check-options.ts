import type { CheckOptions } from '../src/verify/check.ts';

/** Checks that look at a development copy of somebody else's, as processes: they may send what harms nobody. */
export const carefully: CheckOptions = {
  runtime: 'native',
  isDevelopment: true,
  writesVotes: false,
  hasSigningKey: false,
  isOwnCopy: false,
  noKill: undefined,
  noWayHere: undefined,
  hidden: {},
  noBackend: undefined,
  noCharts: undefined,
  noBrowser: undefined,
};

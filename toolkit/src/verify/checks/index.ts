import type { Check } from '../check.ts';
import { onlyItsOwnTokensOpenTheApi } from './app-1-only-its-own-tokens-open-the-api.ts';
import { tasksBelongToTheirUser } from './app-2-tasks-belong-to-their-user.ts';
import { healthTellsTheTruth } from './run-3-health-tells-the-truth.ts';
import { docsLoadNothingFromElsewhere } from './run-4-docs-load-nothing-from-elsewhere.ts';
import { everyAnswerIsGuarded } from './run-9-every-answer-is-guarded.ts';
import { onlyCatsAndDogsAreVotes } from './vote-1-only-cats-and-dogs-are-votes.ts';
import { resultsAddUp } from './vote-3-results-add-up.ts';
import { acknowledgedVotesCountOnce } from './vote-5-acknowledged-votes-count-once.ts';

/** In the order of the requirements. */
export const checks: readonly Check[] = [
  healthTellsTheTruth,
  docsLoadNothingFromElsewhere,
  everyAnswerIsGuarded,
  onlyItsOwnTokensOpenTheApi,
  tasksBelongToTheirUser,
  onlyCatsAndDogsAreVotes,
  resultsAddUp,
  acknowledgedVotesCountOnce,
];

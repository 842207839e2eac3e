import type { Check } from '../check.ts';
import { onlyItsOwnTokensOpenTheApi } from './app-1-only-its-own-tokens-open-the-api.ts';
import { tasksBelongToTheirUser } from './app-2-tasks-belong-to-their-user.ts';
import { theAssistantAnswers } from './app-3-the-assistant-answers.ts';
import { theAssistantDoesWhatItSays } from './app-4-the-assistant-does-what-it-says.ts';
import { conversationsAreKept } from './app-5-conversations-are-kept.ts';
import { theChatChangesTheList } from './app-6-the-chat-changes-the-list.ts';
import { mcpClientsCanUseTheTools } from './app-7-mcp-clients-can-use-the-tools.ts';
import { theAnswerSaysWhichModel } from './app-8-the-answer-says-which-model.ts';
import { fromSignUpToTaskInTenSeconds } from './app-9-from-sign-up-to-task-in-ten-seconds.ts';
import { healthTellsTheTruth } from './run-3-health-tells-the-truth.ts';
import { docsLoadNothingFromElsewhere } from './run-4-docs-load-nothing-from-elsewhere.ts';
import { settingsAreReadAtStart } from './run-5-settings-are-read-at-start.ts';
import { logsAreJsonAndHoldNoSecret } from './run-7-logs-are-json-and-hold-no-secret.ts';
import { sigtermEndsEverythingInOrder } from './run-8-sigterm-ends-everything-in-order.ts';
import { everyAnswerIsGuarded } from './run-9-every-answer-is-guarded.ts';
import { onlyCatsAndDogsAreVotes } from './vote-1-only-cats-and-dogs-are-votes.ts';
import { resultsAddUp } from './vote-3-results-add-up.ts';
import { acknowledgedVotesCountOnce } from './vote-5-acknowledged-votes-count-once.ts';
import { thePageShowsTheLiveResult } from './vote-7-the-page-shows-the-live-result.ts';

/** In the order of the requirements: all that hold for the native runtime. */
export const checks: readonly Check[] = [
  healthTellsTheTruth,
  docsLoadNothingFromElsewhere,
  settingsAreReadAtStart,
  logsAreJsonAndHoldNoSecret,
  sigtermEndsEverythingInOrder,
  everyAnswerIsGuarded,
  onlyItsOwnTokensOpenTheApi,
  tasksBelongToTheirUser,
  theAssistantAnswers,
  theAssistantDoesWhatItSays,
  conversationsAreKept,
  theChatChangesTheList,
  mcpClientsCanUseTheTools,
  theAnswerSaysWhichModel,
  fromSignUpToTaskInTenSeconds,
  onlyCatsAndDogsAreVotes,
  resultsAddUp,
  acknowledgedVotesCountOnce,
  thePageShowsTheLiveResult,
];

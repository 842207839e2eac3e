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
import { oneCommandBringsEverythingUp } from './cmp-1-one-command-brings-everything-up.ts';
import { portsAreForThisMachineAlone } from './cmp-2-ports-are-for-this-machine-alone.ts';
import { dataSurvivesDownAndUp } from './cmp-4-data-survives-down-and-up.ts';
import { containersCanDoLittle } from './cmp-5-containers-can-do-little.ts';
import { oneSchemaAndSeedEverywhere } from './db-2-one-schema-and-seed-everywhere.ts';
import { theFrontendImageIsSmall } from './img-1-the-frontend-image-is-small.ts';
import { theBackendImageIsSmall } from './img-2-the-backend-image-is-small.ts';
import { theImagesHoldWhatRuns } from './img-3-the-images-hold-what-runs-and-no-more.ts';
import { nothingPrivateEntersABuild } from './img-4-nothing-private-enters-a-build.ts';
import { everyRouteAnswers } from './img-5-every-route-answers.ts';
import { imagesHaveTheTagOfTheVersion } from './img-6-images-have-the-tag-of-the-version.ts';
import { theFrontendIsWhatItsChartSays } from './k8s-1-the-frontend-is-what-its-chart-says.ts';
import { theBackendIsWhatItsChartSays } from './k8s-2-the-backend-is-what-its-chart-says.ts';
import { theDataChartKeepsItsData } from './k8s-3-the-data-chart-keeps-its-data.ts';
import { aBadUpgradeStandsStill } from './k8s-4-a-bad-upgrade-stands-still.ts';
import { everythingFitsASmallCluster } from './k8s-5-everything-fits-a-small-cluster.ts';
import { theFrontendReachesTheBackendByName } from './k8s-6-the-frontend-reaches-the-backend-by-name.ts';
import { deletedPodsLoseNothing } from './k8s-7-deleted-pods-lose-nothing.ts';
import { podsMeetTheRestrictedStandard } from './k8s-8-pods-meet-the-restricted-standard.ts';
import { theFrontendRunsAlone } from './run-1-the-frontend-runs-alone.ts';
import { theBackendRunsAlone } from './run-2-the-backend-runs-alone.ts';
import { healthTellsTheTruth } from './run-3-health-tells-the-truth.ts';
import { docsLoadNothingFromElsewhere } from './run-4-docs-load-nothing-from-elsewhere.ts';
import { settingsAreReadAtStart } from './run-5-settings-are-read-at-start.ts';
import { memoryIsWithinItsLimits } from './run-6-memory-is-within-its-limits.ts';
import { logsAreJsonAndHoldNoSecret } from './run-7-logs-are-json-and-hold-no-secret.ts';
import { sigtermEndsEverythingInOrder } from './run-8-sigterm-ends-everything-in-order.ts';
import { everyAnswerIsGuarded } from './run-9-every-answer-is-guarded.ts';
import { onlyCatsAndDogsAreVotes } from './vote-1-only-cats-and-dogs-are-votes.ts';
import { votesGoThroughRedis } from './vote-2-votes-go-through-redis-to-the-database.ts';
import { resultsAddUp } from './vote-3-results-add-up.ts';
import { brokenEntriesHoldNobodyUp } from './vote-4-broken-entries-hold-nobody-up.ts';
import { acknowledgedVotesCountOnce } from './vote-5-acknowledged-votes-count-once.ts';
import { twoWorkersShareTheVotes } from './vote-6-two-workers-share-the-votes.ts';
import { thePageShowsTheLiveResult } from './vote-7-the-page-shows-the-live-result.ts';

/** In the order of the requirements. */
export const checks: readonly Check[] = [
  theFrontendImageIsSmall,
  theBackendImageIsSmall,
  theImagesHoldWhatRuns,
  nothingPrivateEntersABuild,
  everyRouteAnswers,
  imagesHaveTheTagOfTheVersion,
  theFrontendRunsAlone,
  theBackendRunsAlone,
  healthTellsTheTruth,
  docsLoadNothingFromElsewhere,
  settingsAreReadAtStart,
  memoryIsWithinItsLimits,
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
  votesGoThroughRedis,
  resultsAddUp,
  brokenEntriesHoldNobodyUp,
  acknowledgedVotesCountOnce,
  twoWorkersShareTheVotes,
  thePageShowsTheLiveResult,
  oneCommandBringsEverythingUp,
  portsAreForThisMachineAlone,
  dataSurvivesDownAndUp,
  containersCanDoLittle,
  theFrontendIsWhatItsChartSays,
  theBackendIsWhatItsChartSays,
  theDataChartKeepsItsData,
  aBadUpgradeStandsStill,
  everythingFitsASmallCluster,
  theFrontendReachesTheBackendByName,
  deletedPodsLoseNothing,
  podsMeetTheRestrictedStandard,
  oneSchemaAndSeedEverywhere,
];

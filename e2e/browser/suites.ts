import type { Running } from './app.ts';
import { assistantHistoryTests } from './assistant-history.suite.ts';
import { assistantTests } from './assistant.suite.ts';
import { liveTests } from './live.suite.ts';
import { lookTests } from './looks.suite.ts';
import { pageTests } from './pages.suite.ts';
import { sessionTests } from './session.suite.ts';
import { stateTests } from './states.suite.ts';
import { taskTests } from './tasks.suite.ts';
import { voteTests } from './votes.suite.ts';
import { useWorld, type World } from './world.ts';

/** All tests of the pages, with the copy of the app that `start` gives. */
export function testPages(start: () => Promise<Running>): World {
  const world = testFlows(start);
  pageTests(world);
  assistantTests(world);
  assistantHistoryTests(world);
  stateTests(world);
  lookTests(world);
  return world;
}

/** Those in which the pages and the programs behind them work together: they are run in every runtime. */
export function testFlows(start: () => Promise<Running>): World {
  const world = useWorld(start);
  sessionTests(world);
  taskTests(world);
  voteTests(world);
  liveTests(world);
  return world;
}

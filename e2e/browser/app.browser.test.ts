import { describe } from 'vitest';
import { requirement } from '../requirements.ts';
import { assistantHistoryTests } from './assistant-history.suite.ts';
import { assistantTests } from './assistant.suite.ts';
import { liveTests } from './live.suite.ts';
import { lookTests } from './looks.suite.ts';
import { pageTests } from './pages.suite.ts';
import { sessionTests } from './session.suite.ts';
import { stateTests } from './states.suite.ts';
import { taskTests } from './tasks.suite.ts';
import { voteTests } from './votes.suite.ts';
import { useWorld } from './world.ts';

const { available, reason } = requirement('browser');

// One file, because each test file would start a copy of the app for itself. One suite alone: vitest -t Votes
describe.skipIf(!available)(`In a browser${available ? '' : `, not run: ${reason}`}`, () => {
  const world = useWorld();
  pageTests(world);
  sessionTests(world);
  taskTests(world);
  voteTests(world);
  assistantTests(world);
  assistantHistoryTests(world);
  liveTests(world);
  stateTests(world);
  lookTests(world);
});

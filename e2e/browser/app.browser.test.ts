import { describe } from 'vitest';
import { requirement } from '../requirements.ts';
import { startApp } from './app.ts';
import { testPages } from './suites.ts';

const { available, reason } = requirement('browser');

// One file, because each test file would start a copy of the app for itself. One suite alone: vitest -t Votes
describe.skipIf(!available)(`In a browser${available ? '' : `, not run: ${reason}`}`, () => {
  testPages(startApp);
});

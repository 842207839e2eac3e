import { describe } from 'vitest';
import { testFlows } from '../browser/suites.ts';
import { requirement } from '../requirements.ts';
import { describeWithCluster } from './world.ts';

const { available, reason } = requirement('browser');

describeWithCluster('the pages in the cluster', ({ namespace }) => {
  describe.skipIf(!available)(`in a browser${available ? '' : `, not run: ${reason}`}`, () => {
    testFlows(async () => {
      const copy = await namespace('pages');
      await copy.installAll();
      return { app: copy };
    });
  });
});

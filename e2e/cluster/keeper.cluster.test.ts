import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { need } from '../harness/command.ts';
import { startOtherRun } from '../harness/other-run.ts';
import { folderOf, PREFIX } from '../harness/run.ts';
import { describeWithCluster } from './world.ts';

const GONE_WITHIN_MS = 60_000;

describeWithCluster('What a run of these tests has started in the cluster', ({ kubectl }) => {
  const create = (name: string) => need([kubectl, 'create', 'namespace', name]);
  const remove = (name: string) => need([kubectl, 'delete', 'namespace', name]);
  const isThere = async (name: string) =>
    (await need([kubectl, 'get', 'namespace', name, '--ignore-not-found', '--output=name'])) !== '';
  const isGone = (name: string) => until(`${name} is gone`, async () => !(await isThere(name)), GONE_WITHIN_MS);

  test('is cleared away when the run is killed, and what one has left is by the next; that of a living one is not', async () => {
    const [living, dead] = [`${PREFIX}${process.ppid}-keep`, `${PREFIX}4194998-left`];
    await create(living);
    await create(dead);
    const { run, program } = await startOtherRun({ kubectl });
    await create(`${run}-some`);
    await isGone(dead);
    program.kill('SIGKILL');
    await isGone(`${run}-some`);
    await until('its files are gone', () => !existsSync(folderOf(run)), GONE_WITHIN_MS);
    expect(await isThere(living)).toBe(true);
    await remove(living);
  });
});

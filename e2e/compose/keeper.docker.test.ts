import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { need } from '../harness/command.ts';
import { startOtherRun } from '../harness/other-run.ts';
import { folderOf, PREFIX } from '../harness/run.ts';
import { describeWithDocker } from './world.ts';

const GONE_WITHIN_MS = 60_000;

describeWithDocker('What a run of these tests has started', ({ docker }) => {
  const names = async (run: string) => {
    const words = ['ps --all --format {{.Names}}', 'network ls --format {{.Name}}', 'volume ls --format {{.Name}}'];
    const lists = [...words, 'image ls --format {{.Repository}}'].map((line) => need([docker, ...line.split(' ')]));
    return (await Promise.all(lists))
      .join('')
      .split('\n')
      .filter((name) => name.startsWith(`${run}-`));
  };
  const nameless = async (run: string) => {
    const label = `label=com.docker.compose.project=${run}-some`;
    return (await need([docker, 'image', 'ls', '--quiet', '--filter', label])).split('\n').filter(Boolean);
  };
  async function startThings(run: string) {
    const image = join(folderOf(run), 'image');
    mkdirSync(image, { recursive: true });
    writeFileSync(join(image, 'Dockerfile'), 'FROM scratch\nARG EDIT\nLABEL edit=$EDIT\n');
    const label = `com.docker.compose.project=${run}-some`;
    // The second one takes the first one's name.
    for (const edit of ['1', '2']) {
      const words = ['--quiet', '--label', label, '--build-arg', `EDIT=${edit}`, '--tag', `${run}-backend:dev`, image];
      await need([docker, 'build', ...words]);
    }
    expect(await nameless(run)).toHaveLength(2);
    await need([docker, 'network', 'create', `${run}-some_default`]);
    const inside = ['--network', `${run}-some_default`, '--volume', `${run}-some_data:/data`];
    await need([docker, 'run', '--detach', '--name', `${run}-some-redis-1`, ...inside, 'redis:8']);
    expect(await names(run)).toHaveLength(4);
  }
  const isGone = (run: string) =>
    until(
      `nothing of ${run} is left`,
      async () => (await names(run)).length + (await nameless(run)).length === 0 && !existsSync(folderOf(run)),
      GONE_WITHIN_MS,
    );

  const startRun = () => startOtherRun({ docker });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('is cleared away when %s ends it', async (signal) => {
    const { run, child, program } = await startRun();
    await startThings(run);
    program.kill(signal);
    await isGone(run);
    // One that has ended may still be listed, without its command line.
    expect(spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(child)], { encoding: 'utf8' }).stdout).not.toContain(
      run,
    );
  });

  test('and left behind by a killed machine, is cleared away by the next run; that of a living one is not', async () => {
    const living = `${PREFIX}${process.ppid}-keep`;
    await need([docker, 'volume', 'create', `${living}-data`]);
    const dead = `${PREFIX}4194999`;
    await startThings(dead);
    const { run, program } = await startRun();
    await isGone(dead);
    expect(await names(living)).toHaveLength(1);
    program.kill('SIGKILL');
    await isGone(run);
    await need([docker, 'volume', 'rm', `${living}-data`]);
  });
});

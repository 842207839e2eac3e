import { appendFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { need, runCommand } from '../harness/command.ts';
import { copyRepository } from '../harness/copy.ts';
import { describeWithDocker } from './world.ts';

// All stages but the one that installs: what they make has to be the same again.
const OWN_STAGES = 'sources,build,primed,packed,run';

describeWithDocker('the images', ({ docker, run }) => {
  test.each(['backend', 'frontend'])(
    'two builds of the %s with SOURCE_DATE_EPOCH have the same layers',
    async (part) => {
      const layers = async (copy: number) => {
        const folder = await copyRepository(join(run.folder, `repeat-${part}-${copy}`));
        const file = join(folder, `Dockerfile.${part}`);
        // Files of another age, as another clone has them.
        utimesSync(file, copy, copy);
        const image = `${run.name}-repeat-${part}:${copy}`;
        const words = [
          'build',
          '--quiet',
          '--no-cache-filter',
          OWN_STAGES,
          '--build-arg',
          'SOURCE_DATE_EPOCH=1700000000',
        ];
        await need([docker, ...words, '--file', file, '--tag', image, folder]);
        return need([docker, 'image', 'inspect', '--format', '{{json .RootFS.Layers}}', image]);
      };
      expect(await layers(1)).toBe(await layers(2));
    },
  );

  test.each([
    ['backend', ['worker']],
    ['frontend', []],
  ])('the %s reads the compile cache that came with it', async (part, command) => {
    const image = `${run.name}-cached-${part}`;
    const folder = await copyRepository(join(run.folder, `cached-${part}`));
    await need([docker, 'build', '--quiet', '--file', join(folder, `Dockerfile.${part}`), '--tag', image, folder]);
    // The worker ends by itself, as it has no settings; the server is ended after a while.
    const words = ['run', '--rm', '--env', 'NODE_DEBUG_NATIVE=COMPILE_CACHE', '--name', image, image, ...command];
    const running = runCommand([docker, ...words]);
    await pause(3_000);
    await runCommand([docker, 'stop', image]);
    const { text } = await running;
    expect(text).toContain('was accepted');
    expect(text).not.toContain('was rejected');
  });

  test.each([
    ['backend', 'backend/src/api.ts'],
    ['frontend', 'frontend/src/app/page.tsx'],
  ])('an edit of the %s installs nothing anew', async (part, source) => {
    const folder = await copyRepository(join(run.folder, `edited-${part}`));
    appendFileSync(join(folder, source), '\n// An edit.\n');
    const words = ['build', '--progress', 'plain', '--target', 'build', '--file', join(folder, `Dockerfile.${part}`)];
    const log = await need([docker, ...words, '--tag', `${run.name}-edited-${part}`, folder]);
    const [, step] = /^(#\d+) \[deps .*npm ci/m.exec(log) ?? [];
    expect(log).toContain(`${step} CACHED`);
  });
});

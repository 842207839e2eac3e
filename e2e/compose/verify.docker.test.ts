import { spawn } from 'node:child_process';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { need } from '../harness/command.ts';
import { copyRepository, linkPackages, root } from '../harness/copy.ts';
import { describeWithDocker } from './world.ts';

const evenkeel = join(root, 'toolkit/bin/evenkeel.js');
const LIMIT_MS = 400_000;

describeWithDocker('evenkeel verify compose --start', ({ docker, run }) => {
  /** A checkout of its own, so that its copy has a name of its own. */
  let folder: string;
  let name: string;
  beforeAll(async () => {
    folder = await copyRepository(join(run.folder, 'verify'));
    linkPackages(folder);
    name = await nameOfCopy();
  });

  function verify(...args: string[]) {
    const child = spawn(process.execPath, [evenkeel, 'verify', 'compose', '--start', ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', LANG: 'C.UTF-8', APP_TARGET: 'run' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
    const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
    return { child, said, ended };
  }

  /** The copy's containers, networks and volumes. */
  async function left(): Promise<string[]> {
    const filters = ['--filter', `label=com.docker.compose.project=${name}`];
    const kinds = [
      ['ps', '--all'],
      ['network', 'ls'],
      ['volume', 'ls'],
    ];
    const found = await Promise.all(kinds.map((words) => need([docker, ...words, '--quiet', ...filters])));
    const probes = await need([docker, 'ps', '--all', '--quiet', '--filter', `label=evenkeel.verify=${name}`]);
    return [...found, probes].flatMap((text) => text.split('\n').filter(Boolean));
  }

  /** The name of the copy of this checkout, which is the same each time. */
  async function nameOfCopy(): Promise<string> {
    const { child, ended } = verify('--only', 'RUN-4');
    const place = `label=com.docker.compose.project.working_dir=${realpathSync(folder)}`;
    const format = '{{.Label "com.docker.compose.project"}}';
    try {
      for (;;) {
        const names = await need([docker, 'ps', '--all', '--filter', place, '--format', format]);
        const [found = ''] = names.split('\n');
        if (found !== '') return found;
        if (child.exitCode !== null) throw new Error('The copy was never seen.');
        await pause(100);
      }
    } finally {
      child.kill('SIGINT');
      await ended;
    }
  }

  test('every requirement holds, and nothing is left of the copy', { timeout: LIMIT_MS }, async () => {
    const { said, ended } = verify();
    const code = await ended;
    const notWell = said.out.match(/[✗?] [A-Z]+-\d.*/g) ?? [];
    // As a run's end shows the first line of an error.
    const told = `${notWell.join('; ')}\n${said.err}${said.out}`;
    expect(notWell, told).toEqual([]);
    expect(code, told).toBe(0);
    for (const row of ['IMG-1', 'IMG-6', 'RUN-1', 'VOTE-6', 'CMP-5', 'DB-2']) expect(said.out).toContain(`✓ ${row}`);
    const words = said.out.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(/kill -9 while a client works/);
    for (const part of ['worker', 'redis', 'backend', 'postgres', 'frontend']) {
      expect(words).toMatch(new RegExp(`${part} back after [\\d.]+ s: votes (\\d+)/(\\d+)/\\2,`));
    }
    expect(await left()).toEqual([]);
  });

  test('a copy that cannot start says which service failed, and why: 3', { timeout: LIMIT_MS }, async () => {
    const file = join(folder, 'compose.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('LOG_LEVEL: ${LOG_LEVEL:-info}', 'LOG_LEVEL: loud'));
    try {
      const { said, ended } = verify('--only', 'RUN-4');
      const code = await ended;
      expect(said.err).toContain('✗ migrate ended with exit code 2.');
      expect(said.err).toContain('LOG_LEVEL must be debug, info, warning or error');
      expect({ code, out: said.out }).toEqual({ code: 3, out: '' });
    } finally {
      writeFileSync(file, text);
    }
    expect(await left()).toEqual([]);
  });

  test.each([
    ['while the copy starts', 1],
    ['while it is looked at', 7],
  ])('Ctrl-C %s leaves nothing: 3', { timeout: LIMIT_MS }, async (_when, containers) => {
    const { child, said, ended } = verify('--only', 'RUN-9,VOTE-5');
    while ((await left()).length < containers + 4) await pause(100);
    if (containers > 1) await pause(6000);
    child.kill('SIGINT');
    expect(await ended).toBe(3);
    expect(said.err).not.toContain('defect');
    expect(said.out).toContain('stopped');
    expect(await left()).toEqual([]);
  });

  test('what a run that was killed has left is cleared away by the next', { timeout: LIMIT_MS }, async () => {
    const killed = verify('--only', 'RUN-4');
    while ((await left()).length < 8) await pause(100);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect((await left()).length).toBeGreaterThan(3);
    const { said, ended } = verify('--only', 'RUN-4');
    const code = await ended;
    expect({ code, err: code === 0 ? '' : said.err }).toEqual({ code: 0, err: '' });
    expect(await left()).toEqual([]);
  });

  test('a copy of somebody else is left alone', { timeout: LIMIT_MS }, async () => {
    const others = async () => (await need([docker, 'ps', '--quiet', '--no-trunc'])).split('\n').filter(Boolean);
    const neighbour = (
      await need([
        docker,
        'run',
        '--detach',
        '--label',
        `com.docker.compose.project=${run.name}-x`,
        '--name',
        `${run.name}-neighbour`,
        'redis:8',
      ])
    ).trim();
    try {
      const { ended } = verify('--only', 'RUN-4');
      expect(await ended).toBe(0);
      expect(await others()).toContain(neighbour);
    } finally {
      await need([docker, 'rm', '--force', '--volumes', neighbour]);
    }
  });
});

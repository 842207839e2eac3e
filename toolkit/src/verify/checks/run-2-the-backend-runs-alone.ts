import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { composeOf, runningApps } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import { askUntilReady, withProbe } from '../compose/probe.ts';
import { project as ofProject } from '../compose/project.ts';
import { readSecrets } from '../compose/secrets.ts';
import type { Exchange } from '../exchange.ts';
import { expectThat, status } from '../expectations.ts';

const READY_WITHIN_MS = 15_000;

export interface AloneBackend {
  health: Exchange;
  ms: number;
  lines: string[];
}

export const theBackendRunsAlone = defineCheck({
  id: 'RUN-2',
  title: 'The backend runs with nothing but a .env',
  runtimes: ['compose'],
  needs: 'copy',

  disturb: {
    shows: 'docker run with --env-file',

    async gather(context): Promise<AloneBackend> {
      const project = composeOf(context);
      const backend = (await runningApps(project)).find(({ app }) => app === 'backend');
      const secrets = await readSecrets(project);
      const [network = ''] = (await project.ask(['network', 'ls', '-q', '--filter', ofProject(project.name)])).split(
        '\n',
      );
      const folder = mkdtempSync(join(tmpdir(), 'evenkeel-env-'));
      const file = join(folder, '.env');
      const lines = ['DATABASE_URL', 'BETTER_AUTH_SECRET'].map((name) => `${name}=${secrets.get(name)}\n`);
      writeFileSync(file, lines.join(''), { mode: 0o600 });
      const args = ['--env-file', file, '--network', network];
      try {
        return await withProbe(project, { image: backend?.image.id ?? '', port: 8000, args }, async (probe) => {
          const ask = () => probe.send('GET', '/api/health');
          const { exchange: health, ms } = await askUntilReady(context, ask, READY_WITHIN_MS);
          return { health, ms, lines: await probe.lines() };
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },

    judge: judgeAloneBackend,

    saw: ({ ms }) => `docker run --env-file: ready after ${(ms / 1000).toFixed(1)} s, connected to its database`,
  },
});

export function judgeAloneBackend({ health, ms, lines }: AloneBackend): Finding[] {
  const where = `the log: ${lines.slice(-3).join(' ') || 'nothing'}`;
  return [
    ...expectThat('The backend is ready with DATABASE_URL and BETTER_AUTH_SECRET alone.', health, status(200)),
    ...unless(
      ms <= READY_WITHIN_MS,
      'It is ready soon.',
      `within ${READY_WITHIN_MS / 1000} s`,
      `after ${(ms / 1000).toFixed(1)} s`,
      where,
    ),
    ...unless(
      lines.some((line) => line.includes('"event":"database_connected"')),
      'It says that it has connected to its database.',
      '"event":"database_connected"',
      'no such line',
      where,
    ),
  ];
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { inSeconds, median, range, say, timeOf, type Figure } from '../figures.ts';

const ROUNDS = 3;
const IDLE_AFTER_MS = 20_000;

/** `up --wait` of built images, with empty volumes and with data; and the memory of all services at rest. */
export async function ups({ project, ask }: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const target of ['run', 'dev'] as const) {
    const copy = await project(`up-${target}`, target);
    await copy.demand(['build']);
    const empty: number[] = [];
    const again: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      empty.push(await timeOf(() => copy.up()));
      await copy.down();
      again.push(await timeOf(() => copy.up()));
      say(`  ${target}: ${Math.round(empty.at(-1) ?? 0)} ms empty, ${Math.round(again.at(-1) ?? 0)} ms with data`);
      if (target === 'run' && round === ROUNDS - 1) figures.push(await memory(copy.name, ask));
      await copy.down('--volumes');
    }
    const command = `APP_TARGET=${target} docker compose up --wait`;
    const told = (times: number[]) => `${inSeconds(median(times))} (${range(times)})`;
    figures.push(
      { what: `${command}, volumes empty`, limit: '12 s', measured: told(empty), command },
      {
        what: `${command}, with data`,
        limit: '6 s',
        measured: told(again),
        command: `docker compose down; ${command}`,
      },
    );
  }
  return figures;
}

async function memory(name: string, ask: Bench['ask']): Promise<Figure> {
  await pause(IDLE_AFTER_MS);
  const ids = (await ask('ps', '--quiet', '--filter', `label=com.docker.compose.project=${name}`)).trim().split('\n');
  const lines = (await ask('stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}', ...ids)).trim().split('\n');
  const parts = lines.map((line) => {
    const [, service = '', amount = '', unit = ''] = /^\S*-(\w+)-\d+ ([\d.]+)([KMG]i?B)/.exec(line) ?? [];
    const factor = { K: 1 / 1024, M: 1, G: 1024 }[unit[0] ?? 'M'] ?? NaN;
    return { service, mebibytes: Number(amount) * factor };
  });
  const sum = parts.reduce((all, { mebibytes }) => all + mebibytes, 0);
  const each = parts.map(({ service, mebibytes }) => `${service} ${mebibytes.toFixed(0)}`).join(', ');
  return {
    what: 'memory of all services, target run, idle',
    limit: '600 MB',
    measured: `${(sum * 1.048576).toFixed(0)} MB (MiB: ${each})`,
    command: "docker stats --no-stream --format '{{.Name}} {{.MemUsage}}'",
  };
}

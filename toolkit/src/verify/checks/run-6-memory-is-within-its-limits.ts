import { z } from 'zod';
import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { composeOf, unless } from '../compose/app-images.ts';
import { linesOf } from '../compose/project.ts';

const MIB = 1024 ** 2;
/** Of each service, and of all together. */
const LIMITS_MIB: Record<string, number> = { frontend: 512, backend: 1024 };
const ALL_MIB = 2048;
const UNITS: Record<string, number> = { B: 1, KiB: 1024, MiB: MIB, GiB: 1024 * MIB, kB: 1e3, MB: 1e6, GB: 1e9 };

const line = z.object({ ID: z.string(), MemUsage: z.string() });

export const memoryIsWithinItsLimits = defineCheck({
  id: 'RUN-6',
  title: 'Memory stays within its limits',
  runtimes: ['compose'],
  needs: 'production',

  async gather(context) {
    const project = composeOf(context);
    const containers = (await project.containers()).filter(({ status }) => status === 'running');
    const stats = await project.ask([
      'stats',
      '--no-stream',
      '--no-trunc',
      '--format',
      '{{json .}}',
      ...containers.map(({ id }) => id),
    ]);
    return linesOf(stats).map((text) => {
      const { ID, MemUsage } = line.parse(JSON.parse(text));
      return { service: containers.find(({ id }) => id === ID)?.service ?? ID, bytes: readMemory(MemUsage) };
    });
  },

  judge: judgeMemory,

  saw: (uses) =>
    `${uses.map(({ service, bytes }) => `${service} ${mib(bytes)}`).join(', ')}; ${mib(sum(uses))} MiB in all`,
});

interface Use {
  service: string;
  bytes: number;
}

export function judgeMemory(uses: Use[]): Finding[] {
  const what = (service: string) => `The ${service} stays within its memory.`;
  return [
    ...Object.entries(LIMITS_MIB).flatMap(([service, limit]) => {
      const used = sum(uses.filter((each) => each.service === service));
      return [
        ...unless(used > 0, what(service), `a figure of the ${service}`, 'none'),
        ...unless(used <= limit * MIB, what(service), `${limit} MiB`, `${mib(used)} MiB`),
      ];
    }),
    ...unless(sum(uses) <= ALL_MIB * MIB, 'All together stay within 2 GiB.', `${ALL_MIB} MiB`, `${mib(sum(uses))} MiB`),
  ];
}

/** "57.3MiB / 512MiB" → bytes that are used. */
export function readMemory(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)\s*([A-Za-z]+)/.exec(text) ?? [];
  return Math.round(Number(number) * (UNITS[unit] ?? Number.NaN));
}

const sum = (uses: Use[]) => uses.reduce((total, { bytes }) => total + bytes, 0);
const mib = (bytes: number) => Math.round(bytes / MIB);

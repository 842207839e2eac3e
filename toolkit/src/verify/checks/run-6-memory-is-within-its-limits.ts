import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { unless } from '../found.ts';
import type { Use } from '../inside.ts';
import { insideOf } from '../inside.ts';

const MIB = 1024 ** 2;
/** Of one of each service, and of one of each together. */
const LIMITS_MIB: Record<string, number> = { frontend: 512, backend: 1024 };
const ALL_MIB = 2048;

export const memoryIsWithinItsLimits = defineCheck({
  id: 'RUN-6',
  title: 'Memory stays within its limits',
  runtimes: ['compose', 'cluster'],
  looksInto: ['frontend', 'backend'],
  needs: 'production',

  gather: (context) => insideOf(context).memory(),

  judge: judgeMemory,

  saw: (uses) =>
    `${uses.map(({ service, bytes }) => `${service} ${mib(bytes)}`).join(', ')}; ${mib(sum(uses))} MiB in all`,
});

export function judgeMemory(uses: Use[]): Finding[] {
  const what = (service: string) => `The ${service} stays within its memory.`;
  const largest = [...new Set(uses.map(({ service }) => service))].map((service) => ofLargest(uses, service));
  return [
    ...Object.entries(LIMITS_MIB).flatMap(([service, limit]) => {
      const { bytes } = ofLargest(uses, service);
      return [
        ...unless(bytes > 0, what(service), `a figure of the ${service}`, 'none'),
        ...unless(bytes <= limit * MIB, what(service), `${limit} MiB`, `${mib(bytes)} MiB`),
      ];
    }),
    ...unless(
      sum(largest) <= ALL_MIB * MIB,
      'All together stay within 2 GiB.',
      `${ALL_MIB} MiB for one of each`,
      `${mib(sum(largest))} MiB`,
    ),
  ];
}

/** Of several replicas the one that uses most: how many there are is for people to choose. */
function ofLargest(uses: Use[], service: string): Use {
  const bytes = uses.filter((each) => each.service === service).map((each) => each.bytes);
  return { service, bytes: Math.max(0, ...bytes) };
}

const sum = (uses: Use[]) => uses.reduce((total, { bytes }) => total + bytes, 0);
const mib = (bytes: number) => Math.round(bytes / MIB);

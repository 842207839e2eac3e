import { z } from 'zod';
import type { Use } from '../inside.ts';
import { linesOf } from '../program.ts';
import type { Container } from './container.ts';

const UNITS: Record<string, number> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
};

const line = z.object({ ID: z.string(), MemUsage: z.string() });

/** Reads the lines of JSON that `docker stats` writes. */
export function readStats(text: string, containers: Pick<Container, 'id' | 'service'>[]): Use[] {
  return linesOf(text).map((each) => {
    const { ID, MemUsage } = line.parse(JSON.parse(each));
    return { service: containers.find(({ id }) => id === ID)?.service ?? ID, bytes: readMemory(MemUsage) };
  });
}

/** "57.3MiB / 512MiB" → bytes that are used. */
export function readMemory(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)\s*([A-Za-z]+)/.exec(text) ?? [];
  return Math.round(Number(number) * (UNITS[unit] ?? Number.NaN));
}

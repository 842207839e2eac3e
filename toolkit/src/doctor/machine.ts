import { release } from 'node:os';
import type { Machine } from './install.ts';

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    isWsl: process.platform === 'linux' && /microsoft|wsl/i.test(release()),
    isRoot: process.getuid?.() === 0,
  };
}

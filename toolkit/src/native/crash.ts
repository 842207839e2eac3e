import { createColors } from 'picocolors';
import { KnownProblem } from '../known-problem.ts';
import { renderLogLine } from '../report/log-line.ts';
import type { Ending } from './part-process.ts';
import type { Part, Service } from './plan.ts';

/** A service that was not well within its time. */
export interface Late {
  waitedMs: number;
  health: Service['health'];
}

/** What failed: its name, and the folder that it works in. */
type Failed = Pick<Part, 'name' | 'folder'>;

const SHOWN_LINES = 15;

/** Says which part failed, how, and what it said last. */
export function crash(part: Failed, how: Ending | Late, lastLines: readonly string[]): KnownProblem {
  const said = lastLines.flatMap((line) => renderLogLine(line, createColors(false))).slice(-SHOWN_LINES);
  const quoted = said.length === 0 ? ' It said nothing.' : `\n${said.map((line) => `    ${line}`).join('\n')}`;
  return new KnownProblem(`${part.name} ${describe(how)}.${quoted}`, remedy(part, how, said.join('\n')));
}

function describe(how: Ending | Late): string {
  if ('waitedMs' in how) {
    const asked = 'url' in how.health ? how.health.url : how.health.heartbeat;
    return `was not healthy after ${how.waitedMs / 1000} s (${asked})`;
  }
  if (how.error?.code === 'ENOENT') return `could not be started: ${how.error.path ?? 'its program'} was not found`;
  if (how.error) return `could not be started: ${how.error.message}`;
  return how.signal === null ? `ended with exit code ${how.code}` : `was ended by ${how.signal}`;
}

function remedy({ name, folder }: Failed, how: Ending | Late, said: string): string {
  if ('error' in how && how.error?.code === 'ENOENT')
    return 'Run `npm ci`: the packages of this project are not all installed.';
  if (/ENOSPC|No space left on device/.test(said))
    return `The disk is full: make room on the disk of ${folder} and start again.`;
  if ('signal' in how && how.signal === 'SIGKILL') {
    return 'Something has ended it by force; the system does that when memory runs out. Start again.';
  }
  return `Mend what ${name} says above and start again.`;
}

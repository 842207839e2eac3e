import type { CopyPart } from '../copy.ts';
import type { Flaw } from './flaw.ts';
import type { Asked } from './messages.ts';

/** What the parts write, a line for each event. */
export function createLogs({ log = (line) => line }: Flaw) {
  const lines = new Map<CopyPart, string[]>();
  return {
    of: (part: CopyPart) => lines.get(part) ?? [],
    write(part: CopyPart, level: string, event: string, more: object = {}, asked?: Asked): void {
      const written = log({ time: new Date().toISOString(), level, event, ...more }, part, asked);
      const text = typeof written === 'string' ? written : JSON.stringify(written);
      lines.set(part, [...(lines.get(part) ?? []), text]);
    },
  };
}
export type Logs = ReturnType<typeof createLogs>;

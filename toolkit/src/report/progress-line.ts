import { stripVTControlCharacters } from 'node:util';
import type { PartState } from '../native/events.ts';
import type { Colours, Signs } from '../terminal.ts';

/** One line for the state of all parts, never wider than the terminal: what does not fit is counted. */
export function progressLine(
  states: ReadonlyMap<string, PartState>,
  seconds: number,
  { colours, signs, columns }: { colours: Colours; signs: Signs; columns: number },
): string {
  const painted = [...states].map(([part, state]) => {
    if (state === 'waiting') return colours.dim(`${part} ${signs.waiting}`);
    if (state === 'starting') return `${part} ${signs.working}`;
    return `${part} ${colours.green(signs.good)}`;
  });
  const time = colours.dim(`${seconds.toFixed(1)} s`);
  for (let shown = painted.length; shown > 0; shown--) {
    const rest = painted.length > shown ? [`+${painted.length - shown}`] : [];
    const line = ['Starting', ...painted.slice(0, shown), ...rest, time].join('  ');
    if (stripVTControlCharacters(line).length < columns) return line;
  }
  return `Starting  ${time}`;
}

import { stripVTControlCharacters } from 'node:util';
import type { Colours } from '../terminal.ts';

// oxlint-disable-next-line no-control-regex -- it looks for just that
const CONTROL_SEQUENCE = /\u001B\[[\d;?]*[A-Za-z]/g;

/**
 * A line of a service's log as people read it: of a JSON object the time, the level, the event and the rest as
 * key=value, texts of several lines below it; any other line as it is, but for empty ones.
 */
export function renderLogLine(line: string, colours: Colours): string[] {
  const entry = parseEntry(line);
  if (!entry) {
    const text = colours.isColorSupported ? onlyColours(line) : stripVTControlCharacters(line);
    return text.trim() === '' ? [] : [text];
  }
  const { time, level, event, ...rest } = entry;
  const paint = { warning: colours.yellow, error: colours.red, fatal: colours.red }[level] ?? colours.dim;
  const fields = Object.entries(rest).filter(([, value]) => !isLong(value));
  const head = [
    colours.dim(clock(time)),
    paint(level.padEnd(7)),
    event,
    ...fields.map(([key, value]) => `${colours.dim(`${key}=`)}${show(value)}`),
  ];
  const below = Object.values(rest)
    .filter(isLong)
    .flatMap((text) => text.split('\n'));
  return [head.join(' '), ...below.map((text) => `  ${text}`)];
}

/** What moves the cursor or clears the screen would spoil the lines of the other services. */
function onlyColours(line: string): string {
  return line.replace(CONTROL_SEQUENCE, (sequence) => (sequence.endsWith('m') ? sequence : ''));
}

interface Entry {
  time: string;
  level: string;
  event: string;
  [key: string]: unknown;
}

function parseEntry(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  return ['time', 'level', 'event'].every(
    (key) => typeof Object.entries(value).find(([name]) => name === key)?.[1] === 'string',
  );
}

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.includes('\n');
}

function show(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function clock(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toTimeString().slice(0, 8);
}

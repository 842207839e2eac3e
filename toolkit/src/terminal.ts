import { createColors } from 'picocolors';
import type { Environment } from './environment.ts';

export type Colours = ReturnType<typeof createColors>;

/** Where a command's words go. Results go to `out`, progress and problems to `err`. */
export interface Terminal {
  out: Channel;
  err: Channel;
  /** Signs where the terminal can show them, else letters. */
  signs: Signs;
}

export interface Channel {
  write: (text: string) => void;
  /** A person reads it: lines may be rewritten and colours used. */
  isTerminal: boolean;
  /** Of the window at this moment; 80 where there is none. */
  columns: () => number;
  colours: Colours;
}

export interface Signs {
  good: string;
  bad: string;
  working: string;
  waiting: string;
  next: string;
  bar: string;
}

const UNICODE: Signs = { good: '✓', bad: '✗', working: '…', waiting: '·', next: '→', bar: '│' };
const ASCII: Signs = { good: 'ok', bad: 'x', working: '...', waiting: '-', next: '->', bar: '|' };

interface Settings {
  noColor: boolean;
  environment: Environment;
}

export function openTerminal({ noColor, environment }: Settings): Terminal {
  const plain = noColor || Boolean(environment['NO_COLOR']) || environment['TERM'] === 'dumb';
  const channel = (stream: NodeJS.WriteStream): Channel => ({
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY,
    columns: () => stream.columns || 80,
    // A pipe has no isTTY at all, and undefined would let the library decide: in CI, for colours.
    colours: createColors(stream.isTTY ? !plain : false),
  });
  return { out: channel(process.stdout), err: channel(process.stderr), signs: signsFor(environment) };
}

/** By the locale, as the C library does: LC_ALL over LC_CTYPE over LANG. macOS shows them in any case. */
export function signsFor(environment: Environment, platform: NodeJS.Platform = process.platform): Signs {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return platform === 'darwin' || /utf-?8/i.test(locale) ? UNICODE : ASCII;
}

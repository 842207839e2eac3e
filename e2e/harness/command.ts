import { spawn, type SpawnOptions } from 'node:child_process';

/** What a program said, both channels in one, and how it ended: `code` is null when it was killed. */
export interface Ended {
  code: number | null;
  text: string;
}

interface Options extends SpawnOptions {
  limitMs?: number;
  /** Written to the program's standard input. */
  input?: string;
}

/** Runs a program to its end, or kills it when its time is over. */
export function runCommand(
  [program = '', ...args]: string[],
  { limitMs = 300_000, input, ...options }: Options = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...options,
    });
    // A program that reads nothing of it closes the pipe.
    child.stdin?.once('error', () => undefined).end(input);
    let text = '';
    for (const channel of [child.stdout, child.stderr]) {
      channel?.setEncoding('utf8').on('data', (part: string) => (text += part));
    }
    const timer = setTimeout(() => {
      text += `\nIt had not ended after ${limitMs / 1000} s.`;
      child.kill('SIGTERM');
    }, limitMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, text });
    });
  });
}

/** The same for a program that has to succeed; its words are the error when it does not. */
export async function need(line: string[], options?: Options): Promise<string> {
  const { code, text } = await runCommand(line, options);
  if (code !== 0) throw new Error(`\`${line.join(' ')}\` ended with ${code}:\n${text}`);
  return text;
}

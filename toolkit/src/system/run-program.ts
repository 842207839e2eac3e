import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';

export interface ProgramResult {
  /** Exit code, or null when a signal ended it. */
  code: number | null;
  /** What it wrote on stdout and stderr, in the order of arrival. */
  output: string;
}

/**
 * Runs a program to its end and collects what it says; it gets no input.
 * @throws the system's error (ENOENT, EACCES, …) when it cannot be started.
 */
export function runProgram(program: string, args: readonly string[], options: SpawnOptions): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

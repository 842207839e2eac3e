import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Cluster } from './cluster.ts';
import { processOptions } from './cluster.ts';
import { startupProblem } from './problems.ts';

export interface ServerOptions {
  port: number;
  /** Settings beyond those that every server here has, such as { fsync: 'off' }. */
  settings?: Record<string, string>;
  onLine?: (line: string) => void;
}

export interface PostgresServer {
  pid: number;
  port: number;
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it said last, for an error message. */
  lastLines: readonly string[];
  /** SIGINT: open sessions are ended, everything is written. SIGQUIT: at once, repaired at the next start. */
  stop(signal?: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void>;
}

/** The server's last words that are kept for an error message. */
const KEPT_LINES = 40;

/**
 * Starts PostgreSQL on 127.0.0.1 and waits until it accepts connections. It has no unix socket, whose path could be
 * too long for the system (about 100 characters).
 * @throws KnownProblem
 */
export async function startServer(cluster: Cluster, options: ServerOptions): Promise<PostgresServer> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    unix_socket_directories: '',
    log_line_prefix: '',
    // In the data folder: nothing outlives it, and containers give the usual place, /dev/shm, only 64 MB.
    dynamic_shared_memory_type: 'mmap',
  };
  const args = Object.entries({ ...settings, ...options.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(join(cluster.programs.folder, 'bin', 'postgres'), ['-D', cluster.dataFolder, ...args], {
    ...processOptions(cluster),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lastLines: string[] = [];
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      options.onLine?.(line);
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    child.once('error', (error) => reject(startupProblem(cluster, error)));
    void ended.then(() => reject(startupProblem(cluster, lastLines.join('\n'))));
  });
  return {
    pid: child.pid ?? 0,
    port: options.port,
    ended,
    lastLines,
    stop: async (signal = 'SIGINT') => {
      child.kill(signal);
      await ended;
    },
  };
}

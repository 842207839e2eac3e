import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { errorCode } from './files.ts';

/** Who listens on a port; what the system does not tell this user is undefined. */
export interface PortHolder {
  pid: number | undefined;
  /** Its command line. */
  command: string | undefined;
  /** The folder that it works in. */
  folder: string | undefined;
}

/** Tells whether a program could listen on the port, on any of the addresses that programs use. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0', '::1', '::']) {
    if ((await tryToListen(port, host)) === 'EADDRINUSE') return false;
  }
  return true;
}

/** Whoever listens on a port of this machine answers at once; one that hangs is not waited for. */
const LISTENING_LIMIT_MS = 500;

/** Tells whether somebody takes connections at a port of localhost, whoever it is: also rules of the kernel, and other machines' ends. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (answer: boolean) => {
      probe.destroy();
      resolve(answer);
    };
    const probe = connect({ port, host: 'localhost' })
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .setTimeout(LISTENING_LIMIT_MS, () => settle(false));
  });
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function tryToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', (error) => resolve(errorCode(error)));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

/** Finds the process that listens on a port. */
export function portHolder(port: number): PortHolder {
  return process.platform === 'linux' ? holderFromProc(port) : holderFromLsof(port);
}

function holderFromProc(port: number): PortHolder {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeningInodes(readText(`/proc/net/${table}`), port)));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (list(`/proc/${pid}/fd`).some((fd) => inodes.has(link(`/proc/${pid}/fd/${fd}`)))) {
      const command = readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
      return { pid: Number(pid), command: command || undefined, folder: link(`/proc/${pid}/cwd`) || undefined };
    }
  }
  return { pid: undefined, command: undefined, folder: undefined };
}

/** Reads the kernel's table of sockets: "socket:[inode]" of each that listens (state 0A) on the port. */
export function listeningInodes(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((row) => {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
    return state === '0A' && local.endsWith(`:${hexPort}`) ? [`socket:[${inode}]`] : [];
  });
}

function holderFromLsof(port: number): PortHolder {
  const said = run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp']);
  const pid = /^p(\d+)/m.exec(said)?.[1];
  const command = pid && run('ps', ['-ww', '-p', pid, '-o', 'command=']).trim();
  const folder = pid && /^n(.*)/m.exec(run('lsof', ['-a', '-p', pid, '-d', 'cwd', '-Fn']))?.[1];
  return { pid: pid ? Number(pid) : undefined, command: command || undefined, folder: folder || undefined };
}

function run(program: string, args: string[]): string {
  return orEmpty(() => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

const readText = (path: string) => orEmpty(() => readFileSync(path, 'utf8'));
const link = (path: string) => orEmpty(() => readlinkSync(path));

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What another user's process, or one that has just ended, does not show counts as nothing. */
function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

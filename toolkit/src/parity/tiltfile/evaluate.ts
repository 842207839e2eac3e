import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { askBriefly } from '../../system/ask.ts';
import type { Place } from '../model.ts';
import type { Tilted } from './read.ts';
import { nothing, readTiltResult } from './read.ts';

const LIMITS = { limitMs: 60_000, limitCharacters: 64_000_000 };

/** Tilt asks for a cluster on this machine: this one is nowhere, so that nothing of a Tiltfile reaches a real one. */
const NO_CLUSTER = `apiVersion: v1
kind: Config
current-context: kind-evenkeel
clusters: [{ name: kind-evenkeel, cluster: { server: 'http://127.0.0.1:1' } }]
users: [{ name: evenkeel, user: {} }]
contexts: [{ name: kind-evenkeel, context: { cluster: kind-evenkeel, user: evenkeel, namespace: default } }]
`;

/** A Tiltfile, and whether it may be evaluated: it is code. */
export interface Tiltfile {
  file: string;
  isTrusted: boolean;
  /** Somebody has named it. One that was only found is left out where there is no tilt. */
  isTold: boolean;
}

/** Evaluates a Tiltfile by tilt itself, and reads what came of it. */
export async function evaluateTiltfile(tiltfile: Tiltfile, environment: Environment): Promise<Tilted> {
  const { file, isTold } = tiltfile;
  const cannot = (message: string, at: Place = { file, line: 1 }): Tilted => ({
    ...nothing(tiltfile),
    unknown: [{ at, message: `the Tiltfile was not evaluated: ${message}` }],
  });
  const why = whyNot(tiltfile);
  if (why !== undefined) return cannot(why);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-tilt-'));
  try {
    const kubeconfig = join(folder, 'config');
    writeFileSync(kubeconfig, NO_CLUSTER);
    const own = { ...environment, KUBECONFIG: kubeconfig, TILT_DISABLE_ANALYTICS: '1' };
    const { answer } = await askBriefly(['tilt', 'alpha', 'tiltfile-result', '-f', file], '.', own, LIMITS);
    switch (answer.kind) {
      case 'absent': {
        const words = 'there is no tilt program. `evenkeel doctor cluster` says how to get it';
        return isTold ? cannot(words) : { ...nothing(tiltfile), note: `${file} was not evaluated: ${words}` };
      }
      case 'silent':
        return cannot(`tilt did not end within ${LIMITS.limitMs / 1000} s`);
      case 'unstartable':
        return cannot(`tilt cannot be started, ${answer.why}`);
      case 'ended':
        break;
    }
    if (answer.code !== 0) return cannot(...complaint(answer.err, file));
    return readTiltResult(answer.out, tiltfile, readIfThere);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const readIfThere = (path: string) =>
  existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;

/** Only what this user has written, or has taken over as theirs, is run. */
function whyNot({ file, isTrusted }: Tiltfile): string | undefined {
  if (!isTrusted) return 'it is code, and --untrusted says that nothing of this repository is to be run';
  const user = process.getuid?.();
  if (user === undefined || statSync(file).uid === user) return undefined;
  return 'it is code, and belongs to another user than you. Make it yours (chown), or leave it out: --tiltfile none';
}

/** Tilt names the place: a traceback whose last line is the deepest, or file:line:column: message. */
function complaint(said: string, file: string): [string, Place] {
  const lines = said.trim().split('\n');
  const message = lines.filter((line) => /^Error|^\S.*:\d+:\d+: /.test(line)).at(-1) ?? lines.at(-1) ?? 'it fails';
  const own = lines.filter((line) => /Tiltfile[^:]*:\d+/.test(line)).at(-1) ?? '';
  const line = Number(/:(\d+):\d+(?::|$)/.exec(own)?.[1] ?? 1);
  return [message.replace(/^\S.*?:\d+:\d+: /, '').replace(/^Error in (\w+): /, '$1: '), { file, line }];
}

import type { CheckContext } from '../check.ts';
import type { Send } from '../check.ts';
import type { Exchange } from '../exchange.ts';
import { createSend } from '../send.ts';
import type { ComposeProject } from './project.ts';
import { linesOf } from '../program.ts';

/** A container beside those of the project, as `docker run` starts one. */
export interface Probe {
  url: string;
  send: Send;
  lines: () => Promise<string[]>;
}

interface Given {
  image: string;
  /** Inside. */
  port: number;
  args: readonly string[];
}

/** Runs an image alone for as long as it is looked at. */
export async function withProbe<T>(
  project: ComposeProject,
  { image, port, args }: Given,
  look: (probe: Probe) => Promise<T>,
): Promise<T> {
  const label = `evenkeel.verify=${project.name}`;
  const published = `127.0.0.1::${port}`;
  const run = ['run', '--detach', '--pull', 'never', '--label', label, '--publish', published, ...args, image];
  const id = (await project.ask(run)).trim();
  try {
    // Where it has ended already nothing is published; it then does not answer, and its log says why.
    const place = (await project.docker(['port', id, String(port)])).out.split('\n')[0] ?? '';
    const url = `http://localhost:${place.slice(place.lastIndexOf(':') + 1) || '9'}`;
    const lines = async () => {
      const { out, err } = await project.docker(['logs', id]);
      return linesOf(out + err);
    };
    return await look({ url, send: createSend(url, AbortSignal.timeout(LIMIT_MS)), lines });
  } finally {
    await project.docker(['rm', '--force', '--volumes', id], { stop: undefined });
  }
}

const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Asks a server that is starting until it answers well. */
export async function askUntilReady(
  { now, pause }: Pick<CheckContext, 'now' | 'pause'>,
  ask: () => Promise<Exchange>,
  limitMs: number,
): Promise<{ exchange: Exchange; ms: number }> {
  const began = now();
  for (;;) {
    const exchange = await ask();
    const ms = now() - began;
    if (exchange.answer?.status === 200 || ms > limitMs) return { exchange, ms };
    await pause(LOOK_EVERY_MS);
  }
}

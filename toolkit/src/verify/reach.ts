import { z } from 'zod';
import { KnownProblem } from '../known-problem.ts';
import { read } from './expectations.ts';
import { excerptOf } from './excerpt.ts';
import type { Exchange } from './exchange.ts';
import { exchange, NOTHING_LISTENS } from './exchange.ts';
import type { Target } from './target.ts';

const LIMIT_MS = 10_000;
const START = {
  native: 'npm run dev, or evenkeel up',
  compose: 'docker compose up',
  cluster: 'tilt up, or as helm/QUICKSTART.md says',
};
const OPTIONS = {
  native: '--port-offset, --frontend-url, --backend-url',
  compose: '--frontend-url, --backend-url',
  cluster: '--namespace, --context, --url, --frontend-url, --backend-url',
};
const PATHS = ['/api/health', '/health', '/livez'];

const says = z.looseObject({ status: z.string() });

/**
 * Makes sure that the app is what answers at both addresses; well or not is for the checks to say.
 * @throws KnownProblem
 */
export async function reach(target: Target, signal: AbortSignal): Promise<void> {
  const parts = [
    { part: 'frontend', url: target.frontendUrl },
    { part: 'backend', url: target.backendUrl },
  ];
  const problems = await Promise.all(parts.map(async ({ part, url }) => whyNot(part, url, await ask(url, signal))));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length === 0) return;
  const isDown = found.every(({ isSilent }) => isSilent);
  throw new KnownProblem(
    found.map(({ message }) => message).join('\n  '),
    isDown
      ? `Start it (${START[target.runtime]}), let verify start a copy of its own (--start), or say where it runs: ${OPTIONS[target.runtime]}.`
      : `If that is the app, its log says what is wrong. If not, say where the app is: ${OPTIONS[target.runtime]}.`,
  );
}

async function ask(url: string, signal: AbortSignal): Promise<Exchange[]> {
  const get = (path: string) =>
    exchange({ method: 'GET', url: url + path, headers: {}, body: undefined, isChunked: false }, signal, LIMIT_MS);
  return Promise.all(PATHS.map(get));
}

/** Any health address that answers as one suffices: which of them are missing or wrong is for RUN-3 to say. */
function whyNot(part: string, url: string, asked: Exchange[]): { isSilent: boolean; message: string } | undefined {
  if (asked.some((each) => read(says, each))) return undefined;
  const heard = asked.find(({ answer }) => answer) ?? asked[0];
  if (!heard?.answer) {
    const isSilent = heard?.failure === NOTHING_LISTENS;
    return { isSilent, message: `The ${part} does not answer at ${url}: ${heard?.failure}.` };
  }
  const { pathname } = new URL(heard.request.url);
  const message = `Something answers at ${url}, but not as the ${part}: GET ${pathname} gave ${excerptOf(heard)}`;
  return { isSilent: false, message };
}

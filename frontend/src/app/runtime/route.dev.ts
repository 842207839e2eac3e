import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentRuntime, readInfo } from '../../server/runtime.ts';
import { settings } from '../../server/settings.ts';
import { lastRuns, type RuntimeInfo } from './runtime-info.ts';

const BACKEND_LIMIT_MS = 1_000;

/** What the runtime panel shows. There is no such address in what is built for production. */
export async function GET(): Promise<Response> {
  const { internalBackendUrl, publicBackendUrl } = settings();
  const info: RuntimeInfo = {
    runtime: currentRuntime(),
    backendUrl: publicBackendUrl,
    node: process.version,
    backend: await askBackend(internalBackendUrl),
    runs: await Promise.all(lastRuns.map(async (name) => ({ name, report: await readReport(name) }))),
  };
  return Response.json(info, { headers: { 'cache-control': 'no-store' } });
}

async function askBackend(origin: string): Promise<Record<string, string>> {
  try {
    const answer = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(BACKEND_LIMIT_MS) });
    return readInfo(await answer.text());
  } catch {
    return {};
  }
}

/** A report that `evenkeel NAME --json > .evenkeel/NAME.json` has left. Next runs in frontend/. */
async function readReport(name: string): Promise<unknown> {
  const text = await readFile(join(process.cwd(), '..', '.evenkeel', `${name}.json`), 'utf8').catch(() => 'null');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

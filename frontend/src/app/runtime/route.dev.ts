import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { currentRuntime, readInfo } from '../../server/runtime.ts';
import { settings } from '../../server/settings.ts';
import { keepers, type LastRun, type RuntimeInfo } from './runtime-info.ts';

const BACKEND_LIMIT_MS = 1_000;

/** What the runtime panel shows. There is no such address in what is built for production. */
export async function GET(): Promise<Response> {
  const { internalBackendUrl, publicBackendUrl } = settings();
  const info: RuntimeInfo = {
    runtime: currentRuntime(),
    backendUrl: publicBackendUrl,
    node: process.version,
    backend: await askBackend(internalBackendUrl),
    runs: (await Promise.all(keepers.map(readRun))).filter((run) => run !== undefined),
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

/** The report that `evenkeel NAME` has left, if it has. Next runs in frontend/. */
async function readRun(name: LastRun['name']): Promise<LastRun | undefined> {
  const file = join(process.cwd(), '..', '.evenkeel', `${name}.json`);
  try {
    const [text, { mtime }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return { name, at: mtime.toISOString(), report: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

import { readdirSync } from 'node:fs';
import type { Database } from '../../platform/database.ts';
import { cached } from '../../platform/cached.ts';

// /api/health answers within a second, whatever hangs.
const CHECK_LIMIT_MS = 800;
const KEPT_MS = 250;

export type Check = { status: 'ok' | 'failed'; detail?: string };
export type Readiness = { status: 'ok' | 'unavailable'; checks: Record<string, Check>; live_changes: string };

type Probe = () => Promise<string | undefined>;

/** Runs the probes side by side; a probe answers what is wrong, throws, or takes too long. */
export function createReadiness(probes: Record<string, Probe>, liveChanges: () => string) {
  let closing = false;
  const ask = cached(async (): Promise<Readiness> => {
    const checks = Object.fromEntries(
      await Promise.all(Object.entries(probes).map(async ([name, probe]) => [name, await judge(probe)] as const)),
    );
    const well = Object.values(checks).every(({ status }) => status === 'ok');
    return { status: well ? 'ok' : 'unavailable', checks, live_changes: liveChanges() };
  }, KEPT_MS);

  return {
    async read(): Promise<Readiness> {
      if (!closing) return ask();
      const checks = { program: { status: 'failed' as const, detail: 'It is shutting down.' } };
      return { status: 'unavailable', checks, live_changes: liveChanges() };
    },
    turnUnready() {
      closing = true;
    },
  };
}
export type ReadinessReader = ReturnType<typeof createReadiness>;

async function judge(probe: Probe): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_LIMIT_MS, `It did not answer within ${CHECK_LIMIT_MS} ms.`);
  });
  const wrong = await Promise.race([probe(), tooLate]).catch((error: unknown) => describe(error));
  clearTimeout(timer);
  return wrong === undefined ? { status: 'ok' } : { status: 'failed', detail: wrong };
}

/** Host and port help, and a connection error has them; a password is never in one. */
function describe(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  const said = (message ?? 'It failed for an unknown cause.').replaceAll(/\s+/g, ' ').trim();
  return code ? `${said} (${code})` : said;
}

/** The name of the newest migration in a folder, which the program's code was written for. */
export function newestMigration(folder: URL): string | undefined {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .at(-1);
}

/** Asks the database for the schema that this program was written for. A newer one will do, so that a rollback works. */
export function databaseProbe(database: Database, needed: string | undefined): Probe {
  let found = false;
  return async () => {
    if (found || needed === undefined) {
      await database.$queryRaw`SELECT 1`;
      return undefined;
    }
    const [table] = await database.$queryRaw<[{ exists: boolean }]>`
      SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`;
    const [applied] = table.exists
      ? await database.$queryRaw<unknown[]>`
          SELECT 1 FROM _prisma_migrations WHERE migration_name = ${needed} AND finished_at IS NOT NULL`
      : [];
    found = applied !== undefined;
    return found ? undefined : `The migration ${needed} is not applied yet: run prisma migrate deploy.`;
  };
}

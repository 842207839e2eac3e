import { runProgram, type Start } from './platform/program.ts';

const commands: Record<string, () => Promise<{ start: Start }>> = {
  api: () => import('./api.ts'),
  worker: () => import('./worker.ts'),
  migrate: () => import('./migrate.ts'),
  seed: () => import('../../prisma/seed.ts'),
  secrets: () => import('./secrets.ts'),
  healthcheck: () => import('./healthcheck.ts'),
};

/** Loads the code of every command and runs none of it. */
export const loadAll = () => Promise.all(Object.values(commands).map((load) => load()));

/**
 * Runs the image's commands, one after the other, to the end of the last: `migrate seed`. Without a name it is `api`.
 * An unknown one is told with the known ones, exit code 2.
 */
export async function runCommands(names: string[]) {
  const loads = (names.length > 0 ? names : ['api']).map((name) =>
    Object.hasOwn(commands, name) ? commands[name] : undefined,
  );
  if (!loads.every((load) => load !== undefined)) {
    const known = Object.keys(commands).join(', ');
    process.stderr.write(`There is no command ${names.join(' ')}: known are ${known}.\n`);
    process.exitCode = 2;
    return;
  }
  await runProgram(async (createLogger) => {
    for (const load of loads) {
      const running = await (await load()).start(createLogger);
      if (running) return running;
    }
  });
}

import { crash } from '../../native/crash.ts';
import { startDatabase } from '../../native/database.ts';
import { endLeftOvers } from '../../native/left-overs.ts';
import { isDone } from '../../native/once.ts';
import { startPart } from '../../native/part-process.ts';
import type { Plan } from '../../native/plan.ts';
import type { Project } from '../../native/read-config.ts';
import { release } from '../../native/run-file.ts';
import { deleteData, environmentOf } from './start-copy.ts';
import { takePlace } from './take-place.ts';

/**
 * A database as `evenkeel up` makes it where there is none: migrated and seeded, and nothing else. It is there for as
 * long as it is looked at.
 * @throws KnownProblem
 */
export async function withFreshDatabase<T>(
  project: Project,
  look: (postgres: Plan['postgres']) => Promise<T>,
): Promise<T> {
  const { plan, record, dataFolder, cluster } = await takePlace(project, environmentOf(project));
  const silent = () => undefined;
  const database = await startDatabase({ cluster, postgres: plan.postgres, note: silent });
  const kill = () => void database.server.stop('SIGQUIT');
  process.once('exit', kill);
  try {
    // In the order of the file each comes after what it needs.
    for (const step of plan.steps) {
      if (isDone(step, database)) continue;
      const started = startPart(step, record.run, silent);
      const ending = await started.ended;
      if (ending.code !== 0) throw crash(step, ending, started.lastLines);
    }
    return await look(plan.postgres);
  } finally {
    await database.server.stop('SIGINT');
    await endLeftOvers(record);
    process.off('exit', kill);
    release(dataFolder);
    deleteData(dataFolder, cluster);
  }
}

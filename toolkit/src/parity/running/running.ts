import type { Invocation } from '../../command.ts';
import { processEnvironment } from '../../environment.ts';
import { EXIT } from '../../exit-codes.ts';
import { KnownProblem } from '../../known-problem.ts';
import { nearest } from '../../nearest.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { runtimes } from '../../runtime/runtime.ts';
import type { Mapping } from '../match.ts';
import { readMap } from '../comparisons.ts';
import { reportOf } from '../judge.ts';
import type { Asked } from '../options.ts';
import type { Made, Report } from '../report/report.ts';
import type { ParitySettings } from '../settings.ts';
import { forRunning } from './acceptances.ts';
import { compareCopies } from './compare.ts';
import type { Search } from './gather/copies.ts';
import { takeSnapshot } from './gather/copies.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Reads what --running names, in the order that runtimes are always told in.
 * @throws KnownProblem for what is no runtime, and for fewer than two
 */
export function readRunning(text: string): Runtime[] {
  const wanted = text.split(',').map((word) => word.trim());
  const unknown = wanted.find((word) => !runtimes.some((name) => name === word));
  const known = `${runtimes.slice(0, -1).join(', ')} and ${runtimes.at(-1)}`;
  if (unknown !== undefined) {
    const near = nearest(unknown, runtimes);
    const hint = near === undefined ? `Known are ${known}.` : `Did you mean ${near}?`;
    throw new KnownProblem(`--running names "${unknown}", which is no runtime.`, hint, EXIT.wrongUse);
  }
  const named = runtimes.filter((name) => wanted.includes(name));
  if (named.length >= 2) return named;
  const message = `--running names ${named.length === 1 ? `${named[0]} alone` : 'nothing'}: two copies are compared, or three.`;
  throw new KnownProblem(message, `Name them: --running compose,cluster. Known are ${known}.`, EXIT.wrongUse);
}

/**
 * Looks at the copies that --running names, and takes out of what differs what is accepted.
 * @throws KnownProblem where one is not up
 */
export async function judgeRunning(
  { folder, format, only, fix }: Asked,
  { accept, comparisons, running }: ParitySettings,
  { options, lists }: Pick<Invocation, 'options' | 'lists'>,
): Promise<Report> {
  const began = performance.now();
  if (format === 'matrix') throw ofFilesAlone('--format matrix');
  if (fix !== 'nothing') throw ofFilesAlone('--fix');
  const wanted = readRunning(String(options['running']));
  const named = Object.values(comparisons).flatMap(({ map }) => Object.entries(map));
  const map = new Map([...named, ...Object.entries(readMap(lists['map'] ?? []))]);
  const search = {
    folder,
    settings: running,
    environment: processEnvironment(),
    isTrusted: options['untrusted'] !== true,
  };
  const made = await compareRunning(wanted, search, map);
  const acceptances = forRunning(
    accept,
    made.map(({ name }) => name),
  );
  // How copies were started is another each time: an acceptance may be for one that does not run now.
  const report = reportOf(made, acceptances, { only, counts: () => false });
  return { ...report, durationMs: performance.now() - began };
}

const ofFilesAlone = (option: string) =>
  new KnownProblem(`${option} is of files, and --running of copies that run.`, 'Leave one of them out.', EXIT.wrongUse);

/**
 * Looks at all of the copies and compares each with the next: what is the same as its neighbour is the same as all.
 * @throws KnownProblem where one is not up
 */
async function compareRunning(wanted: readonly Runtime[], search: Search, map: Mapping): Promise<Made[]> {
  // All at once; of several that are not up, the first is told.
  const looks = await Promise.allSettled(wanted.map((runtime) => takeSnapshot(runtime, search)));
  const copies = looks.map((look): Snapshot => {
    if (look.status === 'fulfilled') return look.value;
    throw look.reason;
  });
  return copies.slice(1).flatMap((other, index) => {
    const one = copies[index];
    return one ? [compareCopies(one, other, map)] : [];
  });
}

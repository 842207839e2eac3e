import { KnownProblem } from '../../known-problem.ts';
import { errorCode } from '../../system/files.ts';
import type { ProgramOptions, Said } from '../program.ts';
import { lastWords, runToEnd } from '../program.ts';

/**
 * Runs docker to its end.
 * @throws KnownProblem where there is no docker
 */
export async function docker(args: readonly string[], options: ProgramOptions = {}): Promise<Said> {
  try {
    return await runToEnd('docker', args, options);
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? noDocker() : error;
  }
}

/**
 * The same for a command that must work.
 * @returns its stdout
 * @throws KnownProblem with its last words
 */
export async function dockerMust(args: readonly string[], options?: ProgramOptions): Promise<string> {
  const { code, out, err } = await docker(args, options);
  if (code === 0) return out;
  throw whyItFailed(args, err || out);
}

/** The step that a line of `docker build --progress plain` tells of; undefined: none that says something to people. */
export const buildStepOf = (line: string): string | undefined => /^#\d+ (\[(?!.*internal\]).+)$/.exec(line)?.[1];

/** What people can do about a docker command that has failed. */
export function whyItFailed(args: readonly string[], said: string): KnownProblem {
  if (
    /Cannot connect to the Docker daemon|failed to connect to the docker API|Is the docker daemon running/i.test(said)
  ) {
    return new KnownProblem('No Docker Engine answers.', 'Start Docker: evenkeel doctor compose says what is missing.');
  }
  if (/permission denied.*docker/i.test(said)) {
    return new KnownProblem('This user may not talk to the Docker Engine.', 'evenkeel doctor compose says what to do.');
  }
  const shown = wordsOf(args).slice(0, SHOWN_WORDS).join(' ');
  return new KnownProblem(`docker ${shown} failed:\n${lastWords(said)}`, 'Mend what it says and try again.');
}

const SHOWN_WORDS = 3;

/** What a command does, without the options that say how and where. */
const wordsOf = (args: readonly string[]) =>
  args.filter((word, index) => !word.startsWith('-') && !OPTIONS_OF_COMPOSE.has(args[index - 1] ?? ''));
const OPTIONS_OF_COMPOSE = new Set(['--project-name', '--progress', '--env-file', '--file']);

function noDocker(): KnownProblem {
  return new KnownProblem('There is no docker on this machine.', 'evenkeel doctor compose says how to install it.');
}

import type { Environment } from '../../environment.ts';
import { KnownProblem } from '../../known-problem.ts';
import { explainKubectl } from '../../runtime/cluster-complaint.ts';
import { errorCode } from '../../system/files.ts';
import type { ProgramOptions, Said } from '../program.ts';
import { lastWords, runToEnd } from '../program.ts';

export type Options = Omit<ProgramOptions, 'cwd' | 'environment'>;

/** Runs kubectl and helm at one namespace of one cluster; what is typed elsewhere meanwhile changes nothing. */
export interface Programs {
  context: string;
  namespace: string;
  kubectl: (args: readonly string[], options?: Options) => Promise<Said>;
  /** @returns stdout of a kubectl command that must work */
  ask: (args: readonly string[], options?: Options) => Promise<string>;
  helm: (args: readonly string[], options?: Options) => Promise<Said>;
}

interface Given {
  root: string;
  environment: Environment;
  context: string;
  namespace: string;
  /** Ends whatever is being asked, unless the call says something else. */
  stop?: AbortSignal | undefined;
}

export function createPrograms({ root, environment, context, namespace, stop }: Given): Programs {
  const surroundings = { cwd: root, environment: { ...environment, LC_ALL: 'C' }, stop };
  const kubectl = (args: readonly string[], options?: Options) =>
    start('kubectl', ['--context', context, '--namespace', namespace, ...args], { ...surroundings, ...options });
  return {
    context,
    namespace,
    kubectl,
    async ask(args, options) {
      const said = await kubectl(args, options);
      if (said.code === 0) return said.out;
      throw whyItFailed('kubectl', args, said, { context, namespace });
    },
    helm: (args, options) =>
      start('helm', ['--kube-context', context, '--namespace', namespace, ...args], { ...surroundings, ...options }),
  };
}

async function start(program: string, args: readonly string[], options: ProgramOptions): Promise<Said> {
  try {
    return await runToEnd(program, args, options);
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? absent(program) : error;
  }
}

function absent(program: string): KnownProblem {
  return new KnownProblem(`There is no ${program} on this machine.`, 'evenkeel doctor cluster says how to install it.');
}

/** What people can do about a command that has failed. Nothing of what it was given on stdin is in it. */
export function whyItFailed(
  program: 'kubectl' | 'helm',
  args: readonly string[],
  { code, out, err }: Said,
  where: Pick<Given, 'context' | 'namespace'>,
): KnownProblem {
  const words = args.filter((word) => !word.startsWith('-')).slice(0, SHOWN_WORDS);
  const { problem } = explainKubectl({ kind: 'ended', code, out, err }, where, UNTOLD);
  // Of what is no matter of the cluster the program's own words say most.
  if (!problem.message.includes(UNTOLD)) return problem;
  return new KnownProblem(
    `${program} ${words.join(' ')} failed in the namespace ${where.namespace} of ${where.context}:\n${lastWords(err || out)}`,
    'Mend what it says and try again.',
  );
}

const SHOWN_WORDS = 2;
const UNTOLD = 'what it was asked';

import { wholeNumber } from '../command-line.ts';
import type { Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Where } from '../runtime/kubectl.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Target } from './target.ts';

type Options = Invocation['options'];

/** What the options say about where the app is; the rest its runtime is asked for. */
export interface Given {
  addresses: Partial<Target>;
  /** Which cluster and namespace. */
  where: Where;
  /** The public address of the frontend of a cluster, which is then asked for nothing else. */
  url: string | undefined;
}

/** Which options say something about an app of one runtime alone. */
const OPTIONS_OF: Record<string, { runtime: Runtime; why: string }> = {
  'port-offset': {
    runtime: 'native',
    why: 'is for an app that `evenkeel up` has started',
  },
  url: { runtime: 'cluster', why: 'is for an app in a cluster' },
  context: { runtime: 'cluster', why: 'is for an app in a cluster' },
  namespace: { runtime: 'cluster', why: 'is for an app in a cluster' },
};

const PORTS = {
  native: '',
  compose: '; Compose is asked for its ports',
  cluster: '; the cluster is asked for its ports',
};

/** @throws KnownProblem */
export function readAddresses(runtime: Runtime, options: Options): Given {
  for (const [name, { runtime: only, why }] of Object.entries(OPTIONS_OF)) {
    if (options[name] !== undefined && only !== runtime) {
      throw wrongUse(`--${name} ${why}${name === 'port-offset' ? PORTS[runtime] : ''}.`, 'Leave it out.');
    }
  }
  const url = text(options['url']);
  const clash = url === undefined ? undefined : ['context', 'namespace', 'frontend-url'].find((name) => options[name]);
  if (clash !== undefined) {
    throw wrongUse(
      `--url looks at an app from outside alone, and --${clash} says more about it.`,
      'Give one of the two.',
    );
  }
  return {
    addresses: addressesOf(options),
    where: { context: text(options['context']), namespace: text(options['namespace']) },
    url: url === undefined ? undefined : origin('url', url),
  };
}

/** @throws KnownProblem */
function addressesOf(options: Options): Partial<Target> {
  const [frontend, backend, moved] = ['frontend-url', 'backend-url', 'port-offset'].map((name) => text(options[name]));
  const offset = wholeNumber('port-offset', moved ?? '0', 0, 50_000);
  return {
    ...(offset > 0 && {
      frontendUrl: `http://localhost:${3000 + offset}`,
      backendUrl: `http://localhost:${8000 + offset}`,
    }),
    ...(frontend !== undefined && { frontendUrl: origin('frontend-url', frontend) }),
    ...(backend !== undefined && { backendUrl: origin('backend-url', backend) }),
  };
}

const NOT_WITH_START = ['frontend-url', 'backend-url', 'port-offset', 'signing-key', 'url', 'namespace'];

/** @throws KnownProblem where an address is given for a copy of its own */
export function refuseAddresses(options: Options): void {
  const given = NOT_WITH_START.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw wrongUse(`--${given} is for an app that runs, and --start is for a copy of its own.`, 'Give one of the two.');
}

function origin(option: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw wrongUse(
    `--${option} must be an address without a path, such as http://localhost:3000, not "${given}".`,
    'Correct it.',
  );
}

const wrongUse = (message: string, next: string) => new KnownProblem(message, next, EXIT.wrongUse);

/** The value of an option that has one. */
export function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

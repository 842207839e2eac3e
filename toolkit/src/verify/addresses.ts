import { wholeNumber } from '../command-line.ts';
import type { Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { Runtime, Target } from './target.ts';

/**
 * What the options say about where the app is; elsewhere it is where its runtime puts it.
 * @throws KnownProblem
 */
export function readAddresses(runtime: Runtime, options: Invocation['options']): Partial<Target> {
  const [frontend, backend, moved] = ['frontend-url', 'backend-url', 'port-offset'].map((name) => text(options[name]));
  if (runtime === 'compose' && moved !== undefined) {
    throw new KnownProblem(
      '--port-offset is for an app that `evenkeel up` has started; Compose is asked for its ports.',
      'Leave it out.',
      EXIT.wrongUse,
    );
  }
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

/** @throws KnownProblem where an address is given for a copy of its own */
export function refuseAddresses(options: Invocation['options']): void {
  const given = ['frontend-url', 'backend-url', 'port-offset', 'signing-key'].find(
    (name) => options[name] !== undefined,
  );
  if (given === undefined) return;
  throw new KnownProblem(
    `--${given} is for an app that runs, and --start is for a copy of its own.`,
    'Give one of the two.',
    EXIT.wrongUse,
  );
}

function origin(option: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new KnownProblem(
    `--${option} must be an address without a path, such as http://localhost:3000, not "${given}".`,
    'Correct it.',
    EXIT.wrongUse,
  );
}

/** The value of an option that has one. */
export function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

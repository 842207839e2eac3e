import { KnownProblem } from '../known-problem.ts';
import type { Check, Finding, Seen } from './check.ts';
import { CannotTell, Unmet } from './check.ts';
import type { Exchange, Request } from './exchange.ts';

export interface CheckResult {
  id: string;
  title: string;
  /** `unknown`: nothing can be said now; `reason` says why. That is never a pass. */
  outcome: 'pass' | 'fail' | 'unknown';
  reason: string | undefined;
  findings: Finding[];
  /** What was done and seen, one line; empty where it came to no end. */
  saw: string;
  /** What was asked, in that order. */
  exchanges: Exchange[];
  /** Parts of the row that were not looked at, with the reason. */
  leftOut: string[];
  durationMs: number;
}

type Outcome = Pick<CheckResult, 'outcome' | 'findings' | 'reason' | 'saw'>;

export async function outcomeOf(look: Promise<Seen>): Promise<Outcome> {
  try {
    return judged(await look);
  } catch (error) {
    if (error instanceof Unmet) return judged({ findings: error.findings, saw: '' });
    // Such as an engine that does not do what it was asked for.
    if (error instanceof CannotTell || error instanceof KnownProblem) {
      return { outcome: 'unknown', findings: [], reason: error.message.replace(/\.$/, ''), saw: '' };
    }
    throw error;
  }
}

/** Whoever asks too often learns nothing about the requirement. */
function judged({ findings, saw }: Seen): Outcome {
  const limited = findings.find(({ exchange }) => exchange?.answer?.status === 429)?.exchange;
  // Beside a finding the line about what was seen would contradict it.
  if (!limited && findings.length > 0) return { outcome: 'fail', findings, reason: undefined, saw: '' };
  if (!limited) return { outcome: 'pass', findings, reason: undefined, saw };
  const { request, answer } = limited;
  const seconds = Number(answer?.headers['retry-after']);
  const again = seconds > 0 ? `in ${seconds} s` : 'in a minute';
  const reason = `the app limits how often ${request.method} ${new URL(request.url).pathname} is asked: try again ${again}`;
  return { outcome: 'unknown', findings: [], reason, saw: '' };
}

/** A row that was looked at twice: what is wrong counts more than what is not known, and that more than a pass. */
export function add(earlier: CheckResult | undefined, later: CheckResult): CheckResult {
  if (!earlier) return later;
  const outcomes = [earlier.outcome, later.outcome];
  return {
    ...later,
    outcome: outcomes.includes('fail') ? 'fail' : outcomes.includes('unknown') ? 'unknown' : 'pass',
    reason: earlier.reason ?? later.reason,
    findings: [...earlier.findings, ...later.findings],
    saw: [earlier.saw, later.saw].filter(Boolean).join('; '),
    exchanges: [...earlier.exchanges, ...later.exchanges],
    durationMs: earlier.durationMs + later.durationMs,
  };
}

export function tooSlow({ timeLimitMs }: Check, request: Request | undefined, exchanges: Exchange[]): Finding {
  const pending = request ?? exchanges.at(-1)?.request;
  const came = pending ? `still busy with ${pending.method} ${pending.url}` : 'no request at all';
  const expected = `an end within ${timeLimitMs / 1000} s`;
  const what = 'The check comes to an end.';
  if (!pending) return { what, expected, came };
  const exchange = { request: pending, answer: undefined, failure: 'no answer yet', durationMs: timeLimitMs };
  return { what, expected, came, exchange };
}

import type { Answer } from './exchange.ts';

type Policy = ReadonlyMap<string, string[]>;

/** Reads a Content-Security-Policy; several in one header are separated by commas. */
export function parsePolicies(header: string): Policy[] {
  return header.split(',').map((policy) => {
    const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
    return new Map(directives.map(([name = '', ...sources]) => [name.toLowerCase(), sources]));
  });
}

/**
 * Why an answer's policy is too weak: everything from the app's own origin, scripts without 'unsafe-inline'.
 * @returns undefined when it is strict; browsers obey all policies, so one that is strict suffices
 */
export function policyWeakness({ headers }: Answer, { allowsEval }: { allowsEval: boolean }): string | undefined {
  const header = headers['content-security-policy']?.toString();
  if (header === undefined) return 'no content-security-policy';
  const weaknesses = parsePolicies(header).map((policy) => weaknessOf(policy, allowsEval));
  return weaknesses.includes(undefined) ? undefined : `content-security-policy: ${weaknesses[0]}`;
}

function weaknessOf(policy: Policy, allowsEval: boolean): string | undefined {
  const standard = policy.get('default-src');
  if (!standard) return 'no default-src';
  if (standard.join(' ') !== "'self'" && standard.join(' ') !== "'none'") return `default-src ${standard.join(' ')}`;
  for (const name of ['script-src', 'script-src-elem', 'script-src-attr']) {
    const open = policy.get(name)?.find((source) => isOpen(source, allowsEval));
    if (open) return `${name} has ${open}`;
  }
  return undefined;
}

/** Keywords stand in quotes, and all but two of them are strict; everything else is an origin or a scheme. */
function isOpen(source: string, allowsEval: boolean): boolean {
  return !source.startsWith("'") || source === "'unsafe-inline'" || (source === "'unsafe-eval'" && !allowsEval);
}

/** The nonce that an answer's policy gives to its scripts. */
export function scriptNonce(answer: Answer | undefined): string | undefined {
  const sources = parsePolicies(answer?.headers['content-security-policy']?.toString() ?? '').flatMap(
    (policy) => policy.get('script-src') ?? [],
  );
  return sources.map((source) => /^'nonce-(.+)'$/.exec(source)?.[1]).find(Boolean);
}

import type { Unknown } from '../model.ts';
import type { Finding, Said, Severity } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { runningRules } from '../running/aspects/index.ts';
import type { Report } from './report.ts';

export const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

export function sarifReport({ findings, accepted, unknown }: Report, version: string): string {
  const results = [
    ...findings.map(resultOf),
    ...accepted.map(({ finding, reason }) => ({
      ...resultOf(finding),
      suppressions: [{ kind: 'external', justification: reason }],
    })),
  ];
  return sarifLog({ name: 'evenkeel parity', version, rules: [...rules, ...runningRules], results, unknown });
}

interface Log {
  name: string;
  version: string;
  rules: readonly { id: string; title: string; why: string }[];
  results: object[];
  unknown: readonly Unknown[];
}

/** @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarifLog({ name, version, rules: known, results, unknown }: Log): string {
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name,
              version,
              rules: known.map(({ id, title, why }) => ({
                id,
                shortDescription: { text: title },
                fullDescription: { text: why },
              })),
            },
          },
          invocations: [
            {
              executionSuccessful: unknown.length === 0,
              toolExecutionNotifications: unknown.map(({ at, message }) => ({
                level: 'error',
                message: { text: isInFile(at) ? message : `${at.file}: ${message}` },
                locations: isInFile(at) ? [locationOf(at)] : [],
              })),
            },
          ],
          results,
        },
      ],
    },
    null,
    2,
  )}\n`;
}

/** The side that says something comes first, the other one is beside it. */
function resultOf(finding: Finding) {
  const sides = sidesOf(finding);
  return {
    ruleId: finding.rule,
    level: LEVELS[finding.severity],
    message: { text: `${finding.service}: ${finding.message} ${finding.fix}` },
    locations: sides.slice(0, 1).map(({ at }) => locationOf(at)),
    relatedLocations: sides.slice(1).map(({ at }) => locationOf(at)),
    partialFingerprints: { 'evenkeel/v1': `${finding.rule}/${finding.service}/${finding.key}` },
  };
}

/** Where a finding shows: what is said before what is not. */
export function sidesOf({ compose, cluster }: Finding): Said[] {
  const said = [cluster, compose].filter(({ at }) => isInFile(at));
  return said.toSorted((a, b) => Number(b.value !== undefined) - Number(a.value !== undefined));
}

/** What runs stands in no file. */
export const isInFile = ({ line }: Said['at']): boolean => line > 0;

export function locationOf({ file, line }: Said['at']) {
  const uri = encodeURI(file.replaceAll('\\', '/'));
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line } } };
}

import type { Severity } from '../rule.ts';
import type { Report } from './report.ts';
import { sidesOf } from './sarif.ts';

const WORDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * A line for each finding, which GitHub shows beside the file.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubReport({ findings, unknown }: Report): string {
  const lines = findings.map((finding) => {
    const [first] = sidesOf(finding);
    const place = first ? `file=${property(first.at.file)},line=${first.at.line},` : '';
    const text = `${finding.service}: ${finding.message} ${finding.fix}`;
    return `::${WORDS[finding.severity]} ${place}title=${property(finding.rule)}::${data(text)}`;
  });
  const unread = unknown.map(
    ({ at, message }) => `::error file=${property(at.file)},line=${at.line},title=could not be read::${data(message)}`,
  );
  return [...lines, ...unread].map((line) => `${line}\n`).join('');
}

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

import type { Place } from '../model.ts';
import type { Severity } from '../rule.ts';
import type { Report } from './report.ts';
import { isInFile, sidesOf } from './sarif.ts';

const WORDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

export function githubReport({ findings, unknown }: Report): string {
  const lines = findings.map((finding) => {
    const [first] = sidesOf(finding);
    const text = `${finding.service}: ${finding.message} ${finding.fix}`;
    return annotation(finding.severity, first?.at, finding.rule, text);
  });
  const unread = unknown.map(({ at, message }) =>
    annotation('error', at, 'could not be read', isInFile(at) ? message : `${at.file}: ${message}`),
  );
  return [...lines, ...unread].join('');
}

/**
 * A line that GitHub shows beside the file.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation(severity: Severity, at: Place | undefined, title: string, text: string): string {
  const place = at && isInFile(at) ? `file=${property(at.file)},line=${at.line},` : '';
  return `::${WORDS[severity]} ${place}title=${property(title)}::${data(text)}\n`;
}

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

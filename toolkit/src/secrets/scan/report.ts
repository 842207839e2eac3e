import { wrap } from '../../report/wrap.ts';
import { annotation } from '../../parity/report/github.ts';
import type { PrettyOptions } from '../../parity/report/pretty.ts';
import { LEVELS, locationOf, sarifLog } from '../../parity/report/sarif.ts';
import type { Severity } from '../../parity/rule.ts';
import type { Suspect } from './judge.ts';
import type { Scanned } from './scan.ts';

const RULE = {
  id: 'secret-in-the-repository',
  title: 'No secret is written into a file of the repository.',
  why: 'Whoever reads the repository has the secret, today and in its history.',
};

const sumOf = ({ suspects, accepted, unknown }: Scanned) => {
  const count = (severity: Severity) => suspects.filter((each) => each.severity === severity).length;
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    accepted: accepted.length,
    unknown: unknown.length,
  };
};

/** One line, in a stable order; no value is in it. */
export function secretsScanJson(scanned: Scanned, exitCode: number): string {
  const { suspects, accepted, unused, unknown, files, isOfGit } = scanned;
  return `${JSON.stringify({
    version: 1,
    files,
    listed_by: isOfGit ? 'git' : 'folder',
    findings: suspects,
    accepted: accepted.map(({ suspect, reason }) => ({ ...suspect, reason })),
    unused,
    unknown,
    summary: sumOf(scanned),
    exitCode,
  })}\n`;
}

export const secretsScanGithub = ({ suspects, unknown }: Scanned): string =>
  [
    ...suspects.map((each) => annotation(each.severity, each.at, RULE.id, textOf(each))),
    ...unknown.map(({ at, message }) => annotation('error', at, 'could not be read', message)),
  ].join('');

export function secretsScanSarif({ suspects, accepted, unknown }: Scanned, version: string): string {
  const resultOf = (each: Suspect) => ({
    ruleId: RULE.id,
    level: LEVELS[each.severity],
    message: { text: textOf(each) },
    locations: [locationOf(each.at)],
    partialFingerprints: { 'evenkeel/v1': `${RULE.id}/${each.at.file}/${each.name}` },
  });
  const results = [
    ...suspects.map(resultOf),
    ...accepted.map(({ suspect, reason }) => ({
      ...resultOf(suspect),
      suppressions: [{ kind: 'external', justification: reason }],
    })),
  ];
  return sarifLog({ name: 'evenkeel secrets scan', version, rules: [RULE], results, unknown });
}

const textOf = ({ name, because, fix }: Suspect) => `${name} looks like a secret: ${because}. ${fix}`;

/** By file and line: the name, why it looks like a secret, what to do. */
export function secretsScanPretty(scanned: Scanned, options: PrettyOptions): string {
  const { colours, signs, columns, isVerbose, isQuiet } = options;
  const { suspects, accepted, unused, unknown, files, isOfGit } = scanned;
  const width = Math.min(columns, 110);
  const signOf = { error: colours.red(signs.bad), warning: colours.yellow('!'), info: colours.dim('i') };
  const told = suspects.filter(({ severity }) => isVerbose || severity !== 'info');
  const blocks = [
    isQuiet
      ? []
      : [isOfGit ? `${files} files of configuration that git has; what it ignores is not looked at` : noGit(files)],
    ...told.map(({ at, name, severity, because, fix }) => [
      `${signOf[severity]} ${colours.cyan(`${at.file}:${at.line}`)}  ${colours.bold(name)}: ${because}`,
      ...(severity === 'info' ? [] : wrap(fix, width - 4)).map(
        (line, index) => `  ${index === 0 ? colours.bold(signs.next) : ' '} ${line}`,
      ),
    ]),
    unknown.map(({ at, message }) => `${colours.yellow('?')} ${colours.cyan(`${at.file}:${at.line}`)}  ${message}`),
    isVerbose
      ? accepted.map(
          ({ suspect, reason }) => `${colours.dim(signs.good)} ${suspect.at.file} ${suspect.name}: ${reason}`,
        )
      : [],
    unused.map(
      ({ file, name }) =>
        `${colours.yellow('!')} Nothing is found that this accepts: ${JSON.stringify({ file, name })}. Take it out of evenkeel.yaml: secrets.accept`,
    ),
    [sumLine(scanned, options)],
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${text.join('\n\n')}\n`;
}

const noGit = (files: number) =>
  `${files} files of configuration; git does not know this folder, so what it would ignore is looked at, too`;

function sumLine(scanned: Scanned, { colours, isVerbose }: PrettyOptions): string {
  const { error, warning, info, accepted, unknown } = sumOf(scanned);
  const suspects = error + warning;
  const parts = [
    suspects === 0
      ? 'nothing looks like a secret'
      : `${suspects} ${suspects === 1 ? 'value looks' : 'values look'} like a secret`,
    ...(info > 0 ? [`${info} that keep${info === 1 ? 's' : ''} nobody out${isVerbose ? '' : ' (--verbose)'}`] : []),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(unknown > 0 ? [`${unknown} could not be read`] : []),
  ];
  const colour = error > 0 ? colours.red : suspects + unknown > 0 ? colours.yellow : colours.green;
  return colour(parts.join(' · '));
}

import type { Made } from '../report/report.ts';
import { secretMask } from '../secret-mask.ts';
import { secretIn } from '../secret-values.ts';

const ASSIGNED = /([\w.-]+)(["']?(?:[ \t]*=[ \t]*|:[ \t]+|":)["']?)([^\s,"'{}[\]]+)/g;

/** Lines of files as a report may have them: without what is a secret by its name, or of one of the services. */
export function withoutSecretsOf(made: readonly Made[], text: string): string {
  const mask = secretMask(made.flatMap(({ compared }) => [compared.facts.compose, compared.facts.cluster]));
  return mask(text).replaceAll(ASSIGNED, (whole, name: string, sign: string, value: string) => {
    const isHidden = secretIn(name, { at: { file: '', line: 0 }, value, from: 'text' }) !== undefined;
    return isHidden ? `${name}${sign}…` : whole;
  });
}

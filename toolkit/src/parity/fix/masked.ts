import type { Made } from '../report/report.ts';
import { isDevelopmentDefault, secretIn, withoutPassword } from '../secret-values.ts';

const ASSIGNED = /([\w.-]+)(["']?(?:[ \t]*=[ \t]*|:[ \t]+|":)["']?)([^\s,"'{}[\]]+)/g;

/** Lines of files as a report may have them: without what is a secret by its name, or of one of the services. */
export function withoutSecretsOf(made: readonly Made[], text: string): string {
  const sides = made.flatMap(({ compared }) => [compared.facts.compose, compared.facts.cluster]);
  const secrets = sides.flatMap(({ services }) =>
    services.flatMap(({ variables }) =>
      [...variables].flatMap(([name, variable]) => {
        const secret = secretIn(name, variable);
        // A word that everybody knows stands elsewhere with another meaning.
        return secret === undefined || isDevelopmentDefault(secret, name) ? [] : [secret];
      }),
    ),
  );
  const known = [...new Set(secrets)].flatMap((secret) => [secret, Buffer.from(secret).toString('base64')]);
  const masked = known.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return withoutPassword(masked).replaceAll(ASSIGNED, (whole, name: string, sign: string, value: string) => {
    const isHidden = secretIn(name, { at: { file: '', line: 0 }, value, from: 'text' }) !== undefined;
    return isHidden ? `${name}${sign}…` : whole;
  });
}

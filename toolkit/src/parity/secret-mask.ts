import type { Side } from './model.ts';
import { isDevelopmentDefault, secretIn, withoutPassword } from './secret-values.ts';

/**
 * Takes whatever is a secret of one of these services out of a text, as it is written or in base64. A word that everybody
 * knows stays: it stands elsewhere with another meaning.
 */
export function secretMask(sides: readonly Side[]): (text: string) => string {
  const secrets = sides.flatMap(({ services }) =>
    services.flatMap(({ variables }) =>
      [...variables].flatMap(([name, variable]) => {
        const secret = secretIn(name, variable);
        return secret === undefined || isDevelopmentDefault(secret, name)
          ? []
          : [secret, base64(secret), base64(variable.value ?? '')];
      }),
    ),
  );
  // What is part of another would leave the rest of that.
  const longest = [...new Set(secrets)].toSorted((a, b) => b.length - a.length);
  return (text) => withoutPassword(longest.reduce((rest, secret) => rest.replaceAll(secret, '…'), text));
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

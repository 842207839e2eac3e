import type { NativeConfig } from '../native/config.ts';
import type { SecretsReport } from '../report/secrets-report.ts';
import { usersOf } from './advice.ts';
import type { EnvFile } from './env-file.ts';
import { isLoose, octal, shown } from './env-file.ts';

/** Whether `.env` has every secret, for this user alone. */
export function checkSecrets(native: NativeConfig, { path, exists, values, mode }: EnvFile): SecretsReport {
  const file = shown(path);
  const secrets = Object.keys(native.secrets).map((name) => ({
    name,
    state: values[name] ? ('kept' as const) : ('missing' as const),
    users: usersOf(native, name),
  }));
  const missing = secrets.filter(({ state }) => state === 'missing').map(({ name }) => name);
  const findings = [
    ...(missing.length > 0 ? [{ found: `${file} lacks ${missing.join(', ')}.`, fix: 'evenkeel secrets' }] : []),
    ...(exists && isLoose(mode)
      ? [{ found: `${file} is open to other users (mode ${octal(mode)}).`, fix: `chmod 600 ${file}` }]
      : []),
  ];
  return { file, mode: exists ? octal(mode) : undefined, secrets, findings, warnings: [], next: [] };
}

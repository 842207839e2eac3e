/** The ways to run this app. */
export type Runtime = 'native' | 'compose' | 'cluster';

/** Which of them this server is part of: told by what each leaves in its surroundings, so no setting can be wrong. */
export function currentRuntime(
  // oxlint-disable-next-line node/no-process-env -- the platform's mark, no setting
  environment: Record<string, string | undefined> = process.env,
  folder = process.cwd(),
): Runtime {
  if (environment['KUBERNETES_SERVICE_HOST']) return 'cluster';
  // Where the images have it; a container alone says little, as one may develop in one.
  return folder === '/app/frontend' ? 'compose' : 'native';
}

/** The labels of the backend's measurement evenkeel_info: its version, schema and model; nothing where it has none. */
export function readInfo(metrics: string): Record<string, string> {
  const labels = /^evenkeel_info\{(.*)\} 1$/m.exec(metrics)?.[1] ?? '';
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value.replaceAll(/\\(.)/g, '$1')]));
}

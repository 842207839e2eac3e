const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);
const bundledService = 'postgres';

/**
 * Why the seed may not write to the database at this host; undefined when it may. A demo user with sample data belongs
 * on a developer's machine: loopback, the bundled service with SEED_DEMO=1, or a host that was named on purpose.
 */
export function refusal(
  host: string,
  { seedDemo, allowHost }: { seedDemo: boolean; allowHost?: string | undefined },
): string | undefined {
  if (loopback.has(host) || host === allowHost) return undefined;
  if (host === bundledService) {
    return seedDemo ? undefined : 'The seed writes a demo user: set SEED_DEMO=1 to allow it on the bundled database.';
  }
  return `The seed writes a demo user and does not touch the database at ${host}: add --allow-host ${host} if it shall.`;
}

import type { Instrumentation } from 'next';

/** Next calls this once, before the first request. It compiles this file for its edge runtime too, where it must be empty. */
export async function register() {
  // oxlint-disable-next-line node/no-process-env -- set by Next for each runtime, no setting
  if (process.env['NEXT_RUNTIME'] === 'nodejs') (await import('./server/start.ts')).start();
}

export const onRequestError: Instrumentation.onRequestError = async (error, { method, path }, { routePath }) => {
  // oxlint-disable-next-line node/no-process-env -- as above
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { log } = await import('./server/log.ts');
  const { message, stack, digest } = error as Error & { digest?: string };
  log('error', 'request_failed', { method, path: path.split('?')[0], route: routePath, digest, message, stack });
};

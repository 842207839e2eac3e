const key = Symbol.for('evenkeel.shutdown');
const shared = globalThis as { [key]?: AbortController };

/**
 * Aborted when the process is told to stop, so that answers that would never end (event streams) end.
 * Kept on the global object: Next bundles instrumentation and routes apart, each with its own copy of this module.
 */
export const shutdown: AbortController = (shared[key] ??= new AbortController());

import type { Settings } from '../env.ts';

const key = Symbol.for('evenkeel.settings');
const shared = globalThis as { [key]?: Settings };

/**
 * The settings, read and checked once when the server started. Kept on the global object for the same reason as the
 * shutdown signal, and so that a page that is rendered anew after an edit need not load the schema for them.
 */
export function settings(): Settings {
  if (!shared[key]) throw new Error('The settings are there after the start of the server only (instrumentation.ts).');
  return shared[key];
}

export function keepSettings(read: Settings) {
  shared[key] = read;
}

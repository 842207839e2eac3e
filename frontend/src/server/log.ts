type Level = 'info' | 'warning' | 'error';

/** Writes one JSON object a line on stdout. The caller sees to it that no field holds a secret, a token or a cookie. */
export function log(level: Level, event: string, fields: Record<string, unknown> = {}) {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), event, ...fields })}\n`);
}

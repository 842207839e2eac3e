/** One JSON object a line, as the app's programs log. */
export function log(event, more = {}) {
  process.stdout.write(`${JSON.stringify({ level: 'info', time: new Date().toISOString(), event, ...more })}\n`);
}

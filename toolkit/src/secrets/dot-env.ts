const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/;

/**
 * A `.env` with other values. Every line that is there stays, and so does the comment behind a value that is replaced;
 * names that are not there are added at the end.
 */
export function withValues(text: string, values: ReadonlyMap<string, string>): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const seen = new Set<string>();
  let done = '';
  for (let rest = text; rest !== '';) {
    const [head = '', name = ''] = ASSIGNMENT.exec(rest) ?? [];
    const value = values.get(name);
    const length = head === '' ? 0 : head.length + valueLength(rest.slice(head.length));
    const lineEnd = rest.indexOf('\n', length);
    const end = lineEnd < 0 ? rest.length : lineEnd + 1;
    done += value === undefined ? rest.slice(0, end) : head + value + rest.slice(length, end);
    seen.add(name);
    rest = rest.slice(end);
  }
  const added = [...values].filter(([name]) => !seen.has(name));
  if (done !== '' && !done.endsWith('\n') && added.length > 0) done += eol;
  return done + added.map(([name, value]) => `${name}=${value}${eol}`).join('');
}

/** Of a value in quotes, which may go on over several lines, or of one without, up to its comment. */
function valueLength(text: string): number {
  const quoted = /^[ \t]*(?:"(?:\\[^]|[^"\\])*"|'[^']*'|`[^`]*`)/.exec(text)?.[0];
  if (quoted !== undefined) return quoted.length;
  return /^.*?(?=[ \t]+#|[ \t]*\r?$)/m.exec(text)?.[0].length ?? 0;
}

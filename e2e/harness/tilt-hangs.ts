/**
 * Tells from what `tilt up` has said whether it waits for ever for Docker to begin the copy of an edit, and with it every later
 * one: up to 0.34.0 it sometimes does (https://github.com/tilt-dev/tilt/issues/6521); 0.34.1 gives up after 5 s. All that a user
 * can do then is to start it again. To be asked when the edit has been waited for.
 * @param lines such as " backend │ Will copy 1 file(s) to container: [app-backend-1]"
 */
export function tiltHangs(lines: string[]): boolean {
  const copying = new Set<string>();
  for (const line of lines) {
    const [, resource = '', text = ''] = /^\s*(\S+) │ ?(.*)$/.exec(line) ?? [];
    if (/^Will (?:copy|delete) /.test(text)) copying.add(resource);
    if (/^(?:RUNNING: tar |\s*→ Container .* updated!|.*(?:ERROR|[Ff]ailed))/.test(text)) copying.delete(resource);
  }
  return copying.size > 0;
}

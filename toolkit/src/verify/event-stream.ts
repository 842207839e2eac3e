export interface ServerEvent {
  event: string;
  /** What its data are as JSON; undefined where they are none. */
  data: unknown;
}

/** Reads the body of a text/event-stream; comments, which only keep it open, are left out. */
export function parseEvents(body: string): ServerEvent[] {
  return body
    .replaceAll('\r\n', '\n')
    .split('\n\n')
    .flatMap((block) => {
      const fields = block.split('\n').flatMap((line) => {
        const [, name, value = ''] = /^([a-z]+)(?:: ?(.*))?$/.exec(line) ?? [];
        return name === undefined ? [] : [{ name, value }];
      });
      const text = fields.filter(({ name }) => name === 'data').map(({ value }) => value);
      if (text.length === 0) return [];
      const event = fields.find(({ name }) => name === 'event')?.value ?? 'message';
      return [{ event, data: parse(text.join('\n')) }];
    });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

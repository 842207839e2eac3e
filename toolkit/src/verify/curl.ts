import type { Request } from './exchange.ts';

const PLACEHOLDER = /\$[A-Z][A-Z_]*/;
const LONG = 400;

/**
 * The request as a command line. Values that were masked stay shell variables, to be set by whoever repeats it.
 * @param mask puts names such as $TOKEN_A in the place of secrets
 */
export function curlCommand(
  { method, url, headers, body, isChunked }: Request,
  mask: (text: string) => string,
): string {
  const parts = ['curl -i'];
  if (method === 'HEAD') parts.push('--head');
  else if (method !== (body === undefined ? 'GET' : 'POST')) parts.push(`-X ${method}`);
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quote(mask(`${name}: ${value}`))}`);
  if (isChunked) parts.push(`-H 'transfer-encoding: chunked'`);
  if (body !== undefined) parts.push(body.length > LONG ? '--data-binary @-' : `-d ${quote(mask(body))}`);
  parts.push(quote(mask(url)));
  const command = parts.join(' ');
  return body !== undefined && body.length > LONG ? `${printer(body)} | ${command}` : command;
}

/** Commands that print a long body: its long runs of one character are made, the rest is written out. */
function printer(body: string): string {
  const pieces = body.split(/(([\w .-])\2{99,})/);
  const commands: string[] = [];
  // split gives text, run, character of the run, text, …
  for (let index = 0; index < pieces.length; index += 3) {
    const [text = '', run = '', character = ''] = pieces.slice(index, index + 3);
    if (text !== '') commands.push(`printf %s ${quote(text)}`);
    if (run !== '') commands.push(`head -c ${run.length} /dev/zero | tr '\\0' ${quote(character)}`);
  }
  return commands.length === 1 ? commands.join('') : `{ ${commands.join('; ')}; }`;
}

function quote(text: string): string {
  if (/^[\w:/.,=@%+-]+$/.test(text)) return text;
  if (PLACEHOLDER.test(text)) return `"${text.replaceAll(/["\\`]/g, String.raw`\$&`)}"`;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const MESSAGE_LENGTH = 8_000;

/** What somebody typed, as it is sent: without what no text may hold. */
export function readyText(typed: string): string {
  return typed.toWellFormed().replaceAll('\0', '').trim();
}

/** What is wrong with a message, in words; undefined when it can be sent. */
export function textProblem(text: string): string | undefined {
  const length = Array.from(text).length;
  if (length <= MESSAGE_LENGTH) return undefined;
  const count = (number: number) => number.toLocaleString('en-GB');
  return `A message has at most ${count(MESSAGE_LENGTH)} characters; this one has ${count(length)}.`;
}

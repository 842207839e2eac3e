/**
 * A failure that was foreseen. `message` says what happened and where, `next` what to do about it; no stack is shown.
 * Everything else that is thrown is a defect of this program and keeps its stack.
 */
export class KnownProblem extends Error {
  readonly next: string;
  readonly exitCode: number;

  constructor(message: string, next: string, exitCode = 3) {
    super(message);
    this.name = 'KnownProblem';
    this.next = next;
    this.exitCode = exitCode;
  }
}

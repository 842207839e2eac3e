import type { Answer, Asked } from '../system/ask.ts';
import { LIMIT_MS } from '../system/ask.ts';
import type { Judgement } from './check.ts';
import { fail, pass, unknown } from './check.ts';
import type { Version } from './version.ts';
import { isAtLeast, readVersion } from './version.ts';

interface Need {
  /** What people call it: Helm. */
  title: string;
  /** "3.14"; absent where every version will do. */
  least?: string;
  /** What to do to get it. */
  install: string;
}

/** Judges a program by the version that it says. One that could not be asked is unknown, not bad. */
export function judgeProgram(asked: Asked, need: Need, read = readAnswer): Judgement {
  const { title, install } = need;
  const { answer } = asked;
  const program = asked.command.split(' ')[0] ?? '';
  if (answer.kind === 'absent') return fail(`${title} is not there: no ${program} on the PATH`, install);
  if (answer.kind === 'unstartable') return fail(`${program} cannot be started: ${answer.why}`, install);
  const version = read(answer);
  if (version) return judgeVersion(version, need);
  return notTold(
    asked,
    `If that is not ${title} or it is broken: ${install.charAt(0).toLowerCase()}${install.slice(1)}`,
  );
}

export function judgeVersion(version: Version, { title, least, install }: Need): Judgement {
  const found = `${title} ${version.text}`;
  if (least === undefined || isAtLeast(version, least)) return pass(found);
  return fail(`${found}, but ${least} or newer is needed`, install);
}

/** For a program that did not say what it was asked for. */
export function notTold({ command, answer }: Asked, fix: string): Judgement {
  if (answer.kind === 'silent') {
    return unknown(`\`${command}\` gave no answer within ${LIMIT_MS / 1000} s`, `Run it by hand to see why. ${fix}`);
  }
  if (answer.kind !== 'ended') return unknown(`\`${command}\` could not be asked`, fix);
  const said = firstLine(answer);
  const how =
    answer.code === 0 ? '' : ` ended with ${answer.code === null ? 'a signal' : `exit code ${answer.code}`} and`;
  return unknown(`\`${command}\`${how} said ${said === '' ? 'nothing' : `"${said}"`}`, fix);
}

function readAnswer(answer: Answer): Version | undefined {
  return answer.kind === 'ended' && answer.code === 0 ? readVersion(answer.out) : undefined;
}

/** The first line of its complaint, or else of its words, made fit to be shown. */
export function firstLine(answer: Answer): string {
  if (answer.kind !== 'ended') return '';
  const lines = `${answer.err}\n${answer.out}`.split('\n').map((line) => line.replace(/[^\P{C}]+/gu, ' ').trim());
  const line = lines.find((each) => each !== '') ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** A value inside of what a program says as JSON; undefined when it is not there or not JSON. */
export function jsonVersion(answer: Answer, ...path: string[]): Version | undefined {
  if (answer.kind !== 'ended') return undefined;
  try {
    let value: unknown = JSON.parse(answer.out);
    for (const key of path) value = Object(value)[key];
    return typeof value === 'string' ? readVersion(value) : undefined;
  } catch {
    return undefined;
  }
}

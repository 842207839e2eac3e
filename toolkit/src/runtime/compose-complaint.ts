import { judgeComplaint } from '../doctor/docker-daemon.ts';
import type { Machine } from '../doctor/install.ts';
import type { Answer } from '../system/ask.ts';
import { KnownProblem } from '../known-problem.ts';

/** Why Compose did not tell what runs. */
export interface Complaint {
  /** It is not on this machine; it is, and nothing runs; or something might. */
  because: 'absent' | 'down' | 'doubt';
  problem: KnownProblem;
}

const DOCTOR = 'See what this machine lacks: evenkeel doctor compose';

/**
 * Puts what `docker compose` says when it fails into words. Its own are not passed on: they may quote a line of .env or
 * a value that was put into the compose file.
 */
export function explainComplaint(answer: Answer, machine: Machine, limitMs: number): Complaint {
  const told = (because: Complaint['because'], message: string, next: string) => ({
    because,
    problem: new KnownProblem(message, next),
  });
  if (answer.kind === 'absent') return told('absent', 'Docker is not there: no docker on the PATH.', DOCTOR);
  if (answer.kind === 'unstartable') return told('absent', `docker cannot be started: ${answer.why}.`, DOCTOR);
  if (answer.kind === 'silent') {
    return told('doubt', `Docker does not answer within ${limitMs / 1000} s.`, 'Restart Docker if it stays so.');
  }
  const said = answer.err;
  const daemon = judgeComplaint(said, "there is Docker's client", machine);
  // Without the right to ask, somebody else's containers may run all the same.
  if (daemon)
    return told(/permission denied/i.test(said) ? 'doubt' : 'down', `${capital(daemon.found)}.`, daemon.fix ?? DOCTOR);
  if (/is not a docker command|unknown (shorthand )?flag/i.test(said)) {
    return told('absent', 'Docker has no Compose, or one that is too old.', DOCTOR);
  }
  return told('doubt', fileProblem(said), 'What is wrong with it, this shows: docker compose config --quiet');
}

function fileProblem(said: string): string {
  const unread = /failed to read (\S+): line (\d+)/.exec(said);
  if (unread) return `Compose cannot read ${unread[1]}, line ${unread[2]}.`;
  const interpolated = /invalid interpolation format for ([\w.-]+)/.exec(said)?.[1];
  const required = /required variable (\w+) is missing/.exec(said)?.[1];
  if (required !== undefined) return `Compose cannot use its file: the variable ${required} is not set.`;
  if (interpolated !== undefined)
    return `Compose cannot use its file: ${interpolated.replace(/\.$/, '')} is malformed.`;
  const line = /^yaml: (?:.* )?line (\d+)/m.exec(said)?.[1];
  if (line !== undefined) return `Compose cannot read its file: line ${line} is no YAML.`;
  const invalid = /^validating (\S+): ([\w.-]+) /m.exec(said);
  if (invalid) return `Compose cannot use ${invalid[1]}: ${invalid[2]} is not right.`;
  return 'Compose does not say what runs.';
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

import { expect, test } from 'vitest';
import type { Answer } from '../system/ask.ts';
import type { Complaint } from './compose-complaint.ts';
import { explainComplaint } from './compose-complaint.ts';

const machine = { platform: 'linux', isWsl: false, isRoot: false } as const;
const said = (err: string): Answer => ({ kind: 'ended', code: 1, out: '', err });
const explain = (answer: Answer) => explainComplaint(answer, machine, 3000);

test.each<[string, Answer, Complaint['because'], string]>([
  ['no docker', { kind: 'absent' }, 'absent', 'Docker is not there: no docker on the PATH.'],
  ['no interpreter', { kind: 'unstartable', why: 'no' }, 'absent', 'docker cannot be started: no.'],
  ['one that hangs', { kind: 'silent' }, 'doubt', 'Docker does not answer within 3 s.'],
  [
    'no daemon',
    said('Cannot connect to the Docker daemon at unix:///run/docker.sock. Is the docker daemon running?'),
    'down',
    "There is Docker's client, but its daemon does not run or is not reached (unix:///run/docker.sock).",
  ],
  [
    'no permission, so that others may run it',
    said('permission denied while trying to connect to the Docker daemon socket at unix:///run/docker.sock'),
    'doubt',
    "There is Docker's client, but this user may not use its daemon (unix:///run/docker.sock).",
  ],
  [
    'no plugin',
    said("docker: 'compose' is not a docker command."),
    'absent',
    'Docker has no Compose, or one that is too old.',
  ],
  [
    'a line of .env',
    said('failed to read /app/.env: line 3: unterminated quoted value "hunter2'),
    'doubt',
    'Compose cannot read /app/.env, line 3.',
  ],
  [
    'no YAML',
    said('yaml: line 7: could not find hunter2'),
    'doubt',
    'Compose cannot read its file: line 7 is no YAML.',
  ],
  [
    'the schema',
    said('validating /app/compose.yaml: services.a.environment must be hunter2'),
    'doubt',
    'Compose cannot use /app/compose.yaml: services.a.environment is not right.',
  ],
  [
    'interpolation',
    said(
      'invalid interpolation format for services.a.environment.A.\nYou may need to escape any $ with another $.\n${hunter2',
    ),
    'doubt',
    'Compose cannot use its file: services.a.environment.A is malformed.',
  ],
  [
    'a required variable',
    said('error while interpolating services.a: required variable KEY is missing a value: hunter2'),
    'doubt',
    'Compose cannot use its file: the variable KEY is not set.',
  ],
  ['a value that was put in', said('Invalid hostPort: hunter2'), 'doubt', 'Compose does not say what runs.'],
])('%s is told, and never what was quoted', (_what, answer, because, message) => {
  const complaint = explain(answer);
  expect(complaint).toMatchObject({ because, problem: { message } });
  expect(complaint.problem.next).not.toBe('');
  expect(complaint.problem.message + complaint.problem.next).not.toContain('hunter2');
});

import type { Check } from '../check.ts';
import { fail } from '../check.ts';
import { judgeComplaint } from '../docker-daemon.ts';
import { install } from '../install.ts';
import { firstLine, jsonVersion, judgeProgram, judgeVersion, notTold } from '../judge-program.ts';
import { readVersion } from '../version.ts';

const LEAST = '25.0';

/** The daemon, not the client: `docker` alone starts nothing. */
export const dockerEngineRuns: Check = {
  name: 'docker-engine-runs',
  neededBy: ['compose', 'cluster'],
  judge: ({ programs, machine }) => {
    const { docker, dockerClient } = programs;
    const { answer } = docker;
    const need = {
      title: 'Docker Engine',
      least: LEAST,
      install: install('docker', `Docker Engine ${LEAST}`, machine),
    };
    if (answer.kind === 'absent' || answer.kind === 'unstartable') return judgeProgram(docker, need);
    const name = firstLine(dockerClient.answer);
    if (/podman/i.test(name)) return fail(`docker is Podman here (${name})`, need.install);
    const server = jsonVersion(answer, 'Server', 'Version');
    if (server) return judgeVersion(server, need);

    const version = jsonVersion(answer, 'Client', 'Version') ?? readVersion(name);
    const client = version ? `there is Docker's client ${version.text}` : 'there is a docker command';
    const complaint = answer.kind === 'ended' ? `${answer.err}\n${answer.out}` : '';
    return judgeComplaint(complaint, client, machine) ?? notTold(docker, 'Restart Docker if it stays so.');
  },
};

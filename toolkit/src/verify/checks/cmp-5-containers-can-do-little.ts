import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { composeOf } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import type { Container } from '../compose/container.ts';
import { linesOf } from '../program.ts';

export interface Confined {
  container: Container;
  /** The ids of the users that its processes run as; empty where none runs. */
  users: number[];
}

export const containersCanDoLittle = defineCheck({
  id: 'CMP-5',
  title: 'Containers can do little besides their work',
  runtimes: ['compose'],
  needs: 'production',

  async gather(context): Promise<Confined[]> {
    const project = composeOf(context);
    return Promise.all(
      (await project.containers()).map(async (container) => {
        if (container.status !== 'running') return { container, users: [] };
        const top = await project.ask(['top', container.id, '-eo', 'uid,pid']);
        return {
          container,
          users: linesOf(top)
            .slice(1)
            .map((line) => Number.parseInt(line, 10)),
        };
      }),
    );
  },

  judge: (all) => all.flatMap(judgeContainer),

  saw: (all) =>
    `${all.length} containers: no root, nothing writable, no capabilities, no new privileges, limits of memory, processors, processes and logs`,
});

export function judgeContainer({ container, users }: Confined): Finding[] {
  const { service, capAdd, capDrop, securityOptions, logLimits } = container;
  const where = `docker inspect ${container.name}`;
  const rules: [boolean, string, string, string][] = [
    [
      container.user !== '' && !/^(root|0)(:|$)/.test(container.user) && !users.includes(0),
      `${service} does not run as root.`,
      'another user',
      container.user === '' ? 'no user' : `user ${container.user}, process of user ${users[0]}`,
    ],
    [container.isReadOnly, `The files of ${service} are read only.`, 'read_only: true', 'they can be written'],
    [
      capDrop.includes('ALL') && capAdd.length === 0 && !container.isPrivileged,
      `${service} has no capabilities.`,
      'cap_drop: [ALL], and none added',
      container.isPrivileged
        ? 'privileged'
        : `dropped ${capDrop.join(', ') || 'none'}, added ${capAdd.join(', ') || 'none'}`,
    ],
    [
      securityOptions.some((option) => /^no-new-privileges(:true|=true)?$/.test(option)),
      `${service} cannot get privileges.`,
      'security_opt: [no-new-privileges:true]',
      securityOptions.join(', ') || 'none',
    ],
    [container.memoryLimit > 0, `${service} has a limit of memory.`, 'a limit', 'none'],
    [container.cpuLimit > 0, `${service} has a limit of processors.`, 'a limit', 'none'],
    [container.pidsLimit > 0, `${service} has a limit of processes.`, 'a limit', 'none'],
    [
      'max-size' in logLimits && 'max-file' in logLimits,
      `The log of ${service} has a limit.`,
      'max-size and max-file',
      'none',
    ],
  ];
  return rules.flatMap(([isRight, what, expected, came]) => unless(isRight, what, expected, came, where));
}

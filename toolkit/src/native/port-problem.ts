import { KnownProblem } from '../known-problem.ts';
import type { PortHolder } from '../system/ports.ts';
import { isPortFree, portHolder } from '../system/ports.ts';
import type { Plan } from './plan.ts';

interface TakenPort {
  part: string;
  port: number;
  holder: PortHolder;
}

/**
 * Looks at all ports of a plan before anything is started.
 * @throws KnownProblem that names every taken one and who has it
 */
export async function checkPorts({ postgres, services }: Plan): Promise<void> {
  const wanted = [
    { part: 'postgres', port: postgres.port },
    ...services.flatMap(({ name, port }) => (port === undefined ? [] : [{ part: name, port }])),
  ];
  const taken: TakenPort[] = [];
  for (const { part, port } of wanted) {
    if (!(await isPortFree(port))) taken.push({ part, port, holder: portHolder(port) });
  }
  if (taken.length > 0) throw takenPorts(taken);
}

export function takenPorts(taken: TakenPort[]): KnownProblem {
  const lines = taken.map(({ part, port, holder }) => `  ${port} (${part}) is taken by ${describeHolder(holder)}`);
  const count = taken.length === 1 ? 'A port that is needed is' : `${taken.length} ports that are needed are`;
  return new KnownProblem(
    `${count} not free:\n${lines.join('\n')}`,
    'End that program, or move all ports: evenkeel up --port-offset 100',
  );
}

export function describeHolder({ pid, command, folder }: PortHolder): string {
  if (pid === undefined) return 'a program that the system does not name to this user';
  const shown = command && command.length > 60 ? `${command.slice(0, 57)}...` : (command ?? 'unknown program');
  return `${shown} (process ${pid}${folder ? `, in ${folder}` : ''})`;
}

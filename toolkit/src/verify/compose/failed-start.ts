import { createColors } from 'picocolors';
import { KnownProblem } from '../../known-problem.ts';
import { renderLogLine } from '../../report/log-line.ts';
import type { Container } from './container.ts';
import { whyItFailed } from './docker.ts';
import type { ComposeProject } from './project.ts';

const SHOWN_LINES = 15;

/** Which service has kept the copy from starting, and what it said last. */
export async function whyNotUp(project: ComposeProject, said: string): Promise<KnownProblem> {
  const failed = firstFailure(await project.containers());
  if (!failed) return whyItFailed(['compose', 'up'], said);
  const { service, how } = failed;
  const lines = (await project.lines(service)).flatMap((line) => renderLogLine(line, createColors(false)));
  const shown = lines.slice(-SHOWN_LINES).map((line) => `    ${line}`);
  const quoted = shown.length === 0 ? ' It said nothing.' : `\n${shown.join('\n')}`;
  return new KnownProblem(`${service} ${how}.${quoted}`, `Mend what ${service} says above and start again.`);
}

/** What others wait for comes first: where it fails they are only never started. */
export function firstFailure(containers: Container[]): { service: string; how: string } | undefined {
  const order = ['secrets', 'postgres', 'redis', 'migrate', 'backend', 'worker', 'frontend'];
  const place = ({ service }: Container) => (order.indexOf(service) + order.length + 1) % (order.length + 1);
  const inOrder = containers.toSorted((a, b) => place(a) - place(b));
  for (const { service, status, exitCode, health, restartCount } of inOrder) {
    if (status === 'exited' && exitCode !== 0) return { service, how: `ended with exit code ${exitCode}` };
    if (status === 'restarting' || restartCount > 0) {
      return { service, how: `ends again and again, with exit code ${exitCode}` };
    }
    if (status === 'running' && health !== undefined && health !== 'healthy') {
      return { service, how: `is not healthy (${health})` };
    }
  }
  return undefined;
}

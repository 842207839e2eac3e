import type { CheckContext, Finding } from '../check.ts';
import { composeOf } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import { builtImage } from '../compose/built-image.ts';
import type { Container } from '../compose/container.ts';

const SERVICES = { backend: 'api', worker: 'worker', migrate: 'migrate' };

const built = builtImage('IMG-2', 'One backend image, for all its commands, and small', {
  app: 'backend',
  limitMb: 1000,
});

export const theBackendImageIsSmall = {
  ...built,
  async run(context: CheckContext) {
    const seen = await built.run?.(context);
    const containers = await composeOf(context).containers();
    const findings = [...(seen?.findings ?? []), ...judgeCommands(containers)];
    return { findings, saw: `${seen?.saw}; api, worker, migrate and seed run from it` };
  },
};

/** The API, the worker, the migration and the seed are commands of one image. */
export function judgeCommands(containers: Container[]): Finding[] {
  const backend = containers.find(({ service }) => service === 'backend');
  return Object.entries(SERVICES).flatMap(([service, command]) => {
    const container = containers.find((each) => each.service === service);
    const what = `${service} is a command of the backend's image.`;
    if (!container) return unless(false, what, `a container of ${service}`, 'none');
    return [
      ...unless(container.imageId === backend?.imageId, what, String(backend?.image), container.image),
      ...unless(
        container.command.includes(command) || (container.command.length === 0 && command === 'api'),
        what,
        `the command ${command}`,
        container.command.join(' '),
      ),
    ];
  });
}

import { z } from 'zod';
import type { Environment } from '../environment.ts';
import type { Project } from '../native/read-config.ts';
import { dockerCompose } from '../runtime/docker-compose.ts';
import { askBriefly } from '../system/ask.ts';

const configuration = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string().optional(),
      volumes: z.array(z.object({ type: z.string(), source: z.string().optional(), target: z.string() })).default([]),
    }),
  ),
  volumes: z.record(z.string(), z.object({ name: z.string() })).default({}),
});

/** A container has to start for it. */
const LIMIT_MS = 10_000;
const LIMIT_CHARACTERS = 2_000_000;

/**
 * Reads a secret of a copy that Docker Compose is to run again: what it has kept in a volume, whose data depend on it.
 * @returns undefined when there is no such volume, or it could not be told
 */
export async function keptVolume(project: Project, environment: Environment) {
  const { postgres, secrets } = project.compose;
  const options = { limitCharacters: LIMIT_CHARACTERS };
  const answer = await dockerCompose(project, environment, ['config', '--format', 'json'], options);
  const { services, volumes } = parse(answer.kind === 'ended' ? answer.out : '');
  const { image, volumes: mounts = [] } = services[postgres] ?? {};
  const mount = mounts.find(({ type, target }) => type === 'volume' && target === secrets);
  const volume = volumes[mount?.source ?? '']?.name;
  const docker = async (...words: string[]) => {
    const asked = await askBriefly(['docker', ...words], project.root, environment, { limitMs: LIMIT_MS });
    return asked.answer.kind === 'ended' && asked.answer.code === 0 ? asked.answer.out : undefined;
  };
  if (volume === undefined || image === undefined) return undefined;
  if ((await docker('volume', 'inspect', '--format', '{{.Name}}', volume)) === undefined) return undefined;
  const place = ['--mount', `type=volume,src=${volume},dst=${secrets},readonly`];
  const alone = ['run', '--rm', '--pull', 'never', '--network', 'none', ...place, '--entrypoint', 'cat', image];
  return { volume, secret: async (name: string) => (await docker(...alone, `${secrets}/${name}`))?.trimEnd() };
}

function parse(text: string): z.output<typeof configuration> {
  try {
    return configuration.parse(JSON.parse(text));
  } catch {
    return { services: {}, volumes: {} };
  }
}

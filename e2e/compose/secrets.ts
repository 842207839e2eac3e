import { runCommand } from '../harness/command.ts';
import { hideValues } from '../harness/hide.ts';

/** Takes a project's secrets out of a text, before people see it; also when none of its services runs. */
export async function hideSecrets(docker: string, project: string, text: string): Promise<string> {
  const volume = `${project}_secrets`;
  const known = await runCommand([docker, 'volume', 'ls', '--quiet', '--filter', `name=^${volume}$`]);
  if (known.text.trim() === '') return text;
  const tell = 'for file in /secrets/*; do cat "$file"; echo; done';
  const made = await runCommand(
    [docker, 'run', '--rm', '--network', 'none', '--volume', `${volume}:/secrets:ro`, '--entrypoint', 'sh'].concat(
      'postgres:17',
      '-c',
      tell,
    ),
  );
  return hideValues(text, made.text.split('\n'));
}

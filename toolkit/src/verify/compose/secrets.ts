import type { ComposeProject } from './project.ts';

const FOLDER = '/run/evenkeel';

/** What this machine's secrets are, by name. They are read through a container that has them, and never shown. */
export async function readSecrets(project: ComposeProject): Promise<Map<string, string>> {
  const script = `cd ${FOLDER} && for f in *; do printf '%s\\t' "$f"; cat "$f"; echo; done`;
  const said = await project.exec('postgres', ['sh', '-c', script]);
  return new Map(
    said.split('\n').flatMap((line) => {
      const [name = '', value = ''] = line.split('\t');
      return value === '' ? [] : [[name, value.trim()] as const];
    }),
  );
}

import type { Invocation } from '../command.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { readProject } from '../native/read-config.ts';
import { runningCopies } from '../runtime/running.ts';
import { onlyOne } from '../runtime/runtime.ts';
import { demoUser } from '../session/demo-user.ts';
import { dataFolderOf } from './data-folder.ts';

export async function run({ options, json, terminal }: Invocation): Promise<number> {
  const project = readProject(process.cwd());
  const { data, quiet } = options;
  const dataFolder = dataFolderOf(project, data);
  const note = quiet === true || json ? () => undefined : (text: string) => terminal.err.write(`${text}\n`);
  const isDataNamed = data !== undefined;
  const search = { project, environment: processEnvironment(), isDataNamed, note };
  // Where nothing is up, the password that the native runtime will start with is there all the same.
  const copies = await runningCopies({ ...search, dataFolder: isDataNamed ? dataFolder : undefined });
  const copy = onlyOne(copies);
  const { email, password } = copy ? await copy.demoUser() : demoUser(project, dataFolder);
  const text = quiet === true ? `${password}\n` : `e-mail    ${email}\npassword  ${password}\n`;
  if (copy && copy.runtime !== 'native') note(`of ${copy.title}`);
  terminal.out.write(json ? `${JSON.stringify({ email, password })}\n` : text);
  return EXIT.agrees;
}

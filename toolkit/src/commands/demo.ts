import type { Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { readProject } from '../native/read-config.ts';
import { demoUser } from '../session/demo-user.ts';
import { dataFolderOf } from './data-folder.ts';

export function run({ options, json, terminal }: Invocation): Promise<number> {
  const project = readProject(process.cwd());
  const { email, password } = demoUser(project, dataFolderOf(project, options['data']));
  const quiet = options['quiet'] === true ? `${password}\n` : undefined;
  const text = quiet ?? `e-mail    ${email}\npassword  ${password}\n`;
  terminal.out.write(json ? `${JSON.stringify({ email, password })}\n` : text);
  return Promise.resolve(EXIT.agrees);
}

import { resolve } from 'node:path';
import type { Invocation } from '../command.ts';
import { processEnvironment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { readProject } from '../native/read-config.ts';
import { demoToken } from '../session/demo-token.ts';
import { createSend } from '../session/request.ts';
import { runningApp } from '../session/running-app.ts';

export async function run({ options, json, terminal: { out, err } }: Invocation): Promise<number> {
  const project = readProject(process.cwd());
  const { data, quiet, verbose } = options;
  const tell = (line: string) => err.write(`${line}\n`);
  const nothing = () => undefined;
  const warn = quiet === true ? nothing : tell;
  const app = await runningApp({
    project,
    environment: processEnvironment(),
    dataFolder: typeof data === 'string' ? resolve(data) : undefined,
    isDataNamed: data !== undefined,
    note: warn,
  });
  const user = await app.demoUser();
  const send = createSend(app, verbose === true ? tell : nothing);
  const { token, userId, expiresAt } = await demoToken(send, { user, log: app.log, warn });
  if (verbose === true)
    tell(`good until ${expiresAt.toISOString()}, for ${user.email} at ${app.backend} (${app.title})`);
  const { backend } = app;
  const all = { token, user_id: userId, expires_at: expiresAt.toISOString(), backend };
  // Nothing but the token: it is put into a header by $(…).
  out.write(json ? `${JSON.stringify(all)}\n` : `${token}\n`);
  return EXIT.agrees;
}

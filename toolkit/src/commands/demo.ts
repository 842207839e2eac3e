import type { Invocation } from '../command.ts';
import { processEnvironment, readDotEnv } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { makePlan } from '../native/plan.ts';
import { readProject } from '../native/read-config.ts';
import { readSecrets } from '../native/secrets.ts';
import { dataFolderOf } from './data-folder.ts';

export function run({ options, json, terminal }: Invocation): Promise<number> {
  const project = readProject(process.cwd());
  const { root, native } = project;
  const dataFolder = dataFolderOf(project, options['data']);
  const secrets = readSecrets(dataFolder);
  if (!secrets) {
    throw new KnownProblem(
      `No demo user was made yet: there are no secrets in ${dataFolder}.`,
      'Start the app once: evenkeel up',
    );
  }
  const world = {
    root,
    dataFolder,
    portOffset: 0,
    secrets,
    processEnvironment: processEnvironment(),
    dotEnv: readDotEnv(root),
  };
  const { demo } = makePlan(native, world);
  if (!demo)
    throw new KnownProblem(
      'evenkeel.yaml names no demo user.',
      'Add native.demo with email and password.',
      EXIT.wrongUse,
    );
  const { email, password } = demo;
  terminal.out.write(json ? `${JSON.stringify({ email, password })}\n` : `e-mail    ${email}\npassword  ${password}\n`);
  return Promise.resolve(EXIT.agrees);
}

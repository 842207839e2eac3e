import { relative } from 'node:path';
import { processEnvironment, readDotEnv } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import { demoOf } from '../native/plan.ts';
import type { Project } from '../native/read-config.ts';
import { readSecrets } from '../native/secrets.ts';
import type { DemoUser } from '../runtime/runtime.ts';

/**
 * The demo user of a data folder of the native runtime, with the password that this machine has made or been given for it.
 * @throws KnownProblem when there is none
 */
export function demoUser({ root, native }: Project, dataFolder: string): DemoUser {
  const secrets = readSecrets(dataFolder) ?? {};
  const demo = demoOf(native, { secrets, processEnvironment: processEnvironment(), dotEnv: readDotEnv(root) });
  if (!demo) {
    throw new KnownProblem(
      'evenkeel.yaml names no demo user.',
      'Add native.demo with email and password.',
      EXIT.wrongUse,
    );
  }
  if (demo.password !== '') return demo;
  throw new KnownProblem(
    `No demo user was made yet: its password is not among the secrets in ${relative(process.cwd(), dataFolder) || '.'}.`,
    'Start the app once: evenkeel up',
  );
}

import { EXIT } from '../exit-codes.ts';
import { KnownProblem } from '../known-problem.ts';
import type { NativeConfig } from '../native/config.ts';
import type { DemoUser } from './runtime.ts';

/**
 * The demo user of a copy that has its secrets for itself.
 * @throws KnownProblem when there is none
 */
export async function demoUserOf({ demo }: NativeConfig, secret: (name: string) => Promise<string>): Promise<DemoUser> {
  if (demo) return { email: demo.email, password: await secret(demo.password) };
  throw new KnownProblem(
    'evenkeel.yaml names no demo user.',
    'Add native.demo with email and password.',
    EXIT.wrongUse,
  );
}

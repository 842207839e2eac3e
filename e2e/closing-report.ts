import { relative } from 'node:path';
import type { TestError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

// Characters.
const LIST_AT_MOST = 500;

/**
 * Ends a run with what failed, what passed at a second try only, what was not run and why, and one line with the sums.
 * A test that could not run here carries the reason behind "not run:" in its title or in that of its describe.
 */
export default class ClosingReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const broken = modules.filter((module) => module.errors().length > 0);

    // Where only the end of a run is looked at, it says what is to be mended.
    const failed = tests.filter((test) => test.result().state === 'failed');
    if (failed.length + broken.length > 0) process.stdout.write('\nFailed:\n');
    for (const test of failed) process.stdout.write(lineOf(test.fullName, test.result().errors));
    for (const each of broken) process.stdout.write(lineOf(each.relativeModuleId, each.errors()));

    const wavering = tests.filter((test) => test.diagnostic()?.flaky);
    if (wavering.length > 0)
      process.stdout.write('\nPassed at the second try only; each of these is a fault to be found:\n');
    for (const test of wavering) process.stdout.write(lineOf(test.fullName, test.result().errors));

    const reasons = Map.groupBy(skipped, reasonOf);
    if (reasons.size > 0) process.stdout.write('\nNot run on this machine:\n');
    for (const [reason, group] of reasons) process.stdout.write(`  ${group.length} tests: ${reason}\n`);
    process.stdout.write(
      `\nTests: ${count('passed')} passed, ${count('failed') + broken.length} failed, ${skipped.length} skipped\n`,
    );
  }
}

function lineOf(name: string, errors: readonly TestError[] = []): string {
  const { message = 'no message', actual, stacks = [] } = errors[0] ?? {};
  const [first = '', ...rest] = message.split('\n');
  // A browser says first how long it has waited, and for what further down; a long list is a number there.
  const waited = rest
    .find((line) => line.includes('waiting for'))
    ?.replace('- ', '')
    .trim();
  const list = /(…|Array)\(\d+\)/.test(first) && actual?.replaceAll(/\s+/g, ' ').slice(0, LIST_AT_MOST);
  const [place] = stacks;
  const where = place && `${relative(process.cwd(), place.file)}:${place.line}`;
  return `  ${name}: ${[first, waited, list, where && `at ${where}`].filter(Boolean).join(' ')}\n`;
}

function reasonOf(test: TestCase): string {
  return /not run: (.+?)(?: > |$)/.exec(test.fullName)?.[1] ?? `skipped without a reason: ${test.fullName}`;
}

import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Ends a run with what passed at a second try only, what was not run and why, and one line with the sums. A test that could not run here carries the
 * reason behind "not run:" in its title or in that of its describe.
 */
export default class ClosingReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const broken = modules.filter((module) => module.errors().length > 0).length;

    const wavering = tests.filter((test) => test.diagnostic()?.flaky);
    if (wavering.length > 0)
      process.stdout.write('\nPassed at the second try only; each of these is a fault to be found:\n');
    for (const test of wavering) {
      const [error] = test.result().errors ?? [];
      process.stdout.write(`  ${test.fullName}: ${error?.message.split('\n')[0] ?? 'no message'}\n`);
    }

    const reasons = Map.groupBy(skipped, reasonOf);
    if (reasons.size > 0) process.stdout.write('\nNot run on this machine:\n');
    for (const [reason, group] of reasons) process.stdout.write(`  ${group.length} tests: ${reason}\n`);
    process.stdout.write(
      `\nTests: ${count('passed')} passed, ${count('failed') + broken} failed, ${skipped.length} skipped\n`,
    );
  }
}

function reasonOf(test: TestCase): string {
  return /not run: (.+?)(?: > |$)/.exec(test.fullName)?.[1] ?? `skipped without a reason: ${test.fullName}`;
}

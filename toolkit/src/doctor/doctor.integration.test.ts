import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { NativeApp } from '../../test/native-app.ts';
import { createNativeApp } from '../../test/native-app.ts';

/** A PATH of the test's own, so that nothing depends on what this machine has. */
const nothing = { PATH: '/var/empty' };

let app: NativeApp;
beforeEach(async () => {
  app = await createNativeApp();
});
afterEach(() => app.remove());

async function doctor(...args: string[]) {
  const running = app.evenkeel(['doctor', ...args], nothing);
  const { code } = await running.ended;
  return { code, out: running.out(), err: running.err() };
}

test('what is wrong is told with what to do, and is exit code 1', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(app.ports.backend, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // The doctor asks for the ports as they stand in evenkeel.yaml.
  app.editConfig('ports: [20002]', `ports: [${app.ports.backend}]`);

  const { code, out } = await doctor();
  expect(code).toBe(1);
  expect(out).toMatch(/^✓ postgres-programs-run +postgres \(PostgreSQL\) 17/m);
  expect(out).toMatch(
    /^✗ generated-files-are-fresh +what generate makes is missing\n +→ Run `npx node step\.js generate`/m,
  );
  expect(out).toMatch(
    new RegExp(`^✗ ports-are-free +.*${app.ports.backend} \\(backend\\) is taken by .*process ${process.pid}`, 'm'),
  );
  expect(out).toMatch(/^✗ native +cannot run here: ports-are-free$/m);
  expect(out).toMatch(/\d passed, \d+ failed/);
});

test('--json is one object with all checks, what each runtime lacks, and the exit code', async () => {
  const { code, out, err } = await doctor('--json');
  // What is not generated is a finding, but the start makes it.
  expect(code).toBe(0);
  expect(err).toBe('');
  expect(JSON.parse(out)).toEqual({
    exitCode: 0,
    runtimes: [
      { name: 'native', canRun: true, lacks: [], untold: [] },
      { name: 'compose', canRun: false, lacks: expect.arrayContaining(['docker-engine-runs']), untold: [] },
      {
        name: 'cluster',
        canRun: false,
        lacks: expect.arrayContaining(['helm-is-recent']),
        untold: ['cluster-answers'],
      },
    ],
    checks: expect.arrayContaining([
      { name: 'node-is-recent', outcome: 'pass', found: expect.stringContaining('Node ') },
      { name: 'generated-files-are-fresh', outcome: 'fail', found: expect.any(String), fix: expect.any(String) },
    ]),
  });
});

test('while the app is up, its own ports are no finding', async () => {
  const running = await app.up();
  const { out } = await doctor();
  expect(out).toContain(`this project is up (process ${running.pid})`);
  process.kill(running.pid, 'SIGINT');
  await running.ended;
});

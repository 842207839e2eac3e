import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../harness/command.ts';
import { linkPackages, root } from '../harness/copy.ts';
import { cloneOf } from '../harness/run.ts';
import type { Namespace } from './namespace.ts';
import { until } from '../../backend/test/until.ts';
import { describeWithCluster } from './world.ts';

const programs = join(root, 'node_modules', '.bin');
const env = { PATH: `${programs}:${process.env['PATH']}`, NO_COLOR: '1', LANG: 'C.UTF-8' };
const LIMIT_MS = 600_000;

interface Report {
  target: { backendUrl: string };
  checks: { id: string; outcome: string; reason?: string; findings: { what: string; came: string }[] }[];
  notRun: { id: string; reason: string }[];
}

describeWithCluster('evenkeel verify cluster', (world) => {
  let copy: Namespace;
  beforeAll(async () => {
    linkPackages(cloneOf(world.run));
    copy = await world.namespace('verify');
    await copy.installAll();
  });

  const verify = (...args: string[]) => copy.attempt(['evenkeel', 'verify', 'cluster', ...args], { env });
  async function report({ args, more }: { args: string[]; more?: Record<string, string> }) {
    const words = ['evenkeel', 'verify', 'cluster', '--json', ...args];
    const { code, text } = await copy.attempt(words, { env: { ...env, ...more } });
    const line = text.split('\n').find((each) => each.startsWith('{"type":"report"'));
    const { checks, notRun, target } = JSON.parse(line ?? 'null') as Report;
    const wrong = checks.filter(({ outcome }) => outcome !== 'pass');
    return {
      code,
      backendUrl: target.backendUrl,
      passed: checks.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id),
      wrong: wrong.map(({ id, findings }) => [id, ...findings.map(({ what }) => what)].join(': ')),
      why: wrong.map(({ id, reason, findings }) => JSON.stringify({ id, reason, findings })).join('\n'),
      reasonOf: (id: string) => notRun.find((each) => each.id === id)?.reason,
    };
  }

  describe('an installation', () => {
    test('everything holds that can be looked at without disturbing it', { timeout: LIMIT_MS }, async () => {
      const { code, passed, wrong, why, reasonOf } = await report({ args: ['--write-votes'] });
      expect({ code, wrong }, why).toEqual({ code: 0, wrong: [] });
      const rows = ['K8S-1', 'K8S-2', 'K8S-3', 'K8S-5', 'K8S-6', 'K8S-8', 'RUN-6', 'VOTE-2', 'VOTE-4', 'DB-2', 'IMG-5'];
      expect(passed).toEqual(expect.arrayContaining(rows));
      expect(reasonOf('K8S-7')).toContain('--start');
    });

    // More than 20 sign-ups a minute are refused: a third look within it would find out less.
    const patient = { timeout: LIMIT_MS, retry: { count: 1, delay: 60_000 } };
    test('from outside alone, kubectl is asked nothing', patient, async () => {
      const seen = await report({ args: ['--url', copy.frontend], more: { KUBECONFIG: '/nonexistent/kubeconfig' } });
      const { code, wrong, why, backendUrl, reasonOf } = seen;
      expect({ code, wrong, backendUrl }, why).toEqual({ code: 0, wrong: [], backendUrl: copy.backend });
      expect(reasonOf('K8S-1')).toContain('--url looks from outside alone');
    });

    test('what is broken is seen, and where', { timeout: LIMIT_MS }, async () => {
      const patch = (kind: string, name: string, change: object[]) =>
        copy.kubectl('patch', kind, name, '--type=json', `--patch=${JSON.stringify(change)}`);
      const key = { op: 'move', from: '/data/auth-secret', path: '/data/auth-secrets' };
      await patch('service', 'backend', [{ op: 'replace', path: '/spec/ports/0/port', value: 8001 }]);
      await patch('secret', 'frontend-secrets', [key]);
      await patch('deployment', 'backend-worker', [
        { op: 'replace', path: '/spec/template/spec/containers/0/args', value: ['migrate'] },
      ]);
      try {
        const { code, passed, wrong } = await report({ args: ['--only', 'K8S-1,K8S-2,K8S-6,K8S-8'] });
        expect(wrong).toEqual([
          'K8S-1: The secret frontend-secrets has its keys.',
          'K8S-2: The worker is a command of the image.',
          'K8S-6: A pod of the frontend reaches the backend by its name.',
        ]);
        expect({ code, passed }).toEqual({ code: 1, passed: ['K8S-8'] });
      } finally {
        await patch('service', 'backend', [{ op: 'replace', path: '/spec/ports/0/port', value: 8000 }]);
        await patch('secret', 'frontend-secrets', [{ ...key, from: key.path, path: key.from }]);
        await copy.kubectl('rollout', 'undo', 'deployment/backend-worker');
      }
    });

    test(
      'a Service that leads nowhere, half an app, nothing at all: 3, and what to do',
      { timeout: LIMIT_MS },
      async () => {
        const lead = async (app: string) => {
          const patch = JSON.stringify({ spec: { selector: { app } } });
          await copy.kubectl('patch', 'service', 'frontend', `--patch=${patch}`);
        };
        await lead('nobody');
        // Nodes hear of it a little later, and a connection that is open stays.
        const isSilent = () =>
          new Promise<boolean>((resolve) => {
            const asked = get(`${copy.frontend}/api/health`, { agent: false }, (answer) => resolve(!answer.resume()));
            asked.once('error', () => resolve(true));
          });
        let nowhere;
        try {
          await until('nobody answers', isSilent);
          nowhere = await verify('--only', 'RUN-4');
        } finally {
          await lead('frontend');
        }
        // Where something else listens at 3000, that is not taken for it.
        expect(nowhere.text).toMatch(/does not answer on this machine|the frontend of another copy|does not say where/);
        expect(nowhere.text).toContain('port-forward service/frontend 3000:3000');
        await copy.helm('uninstall', 'frontend', '--wait');
        const half = await verify('--only', 'RUN-4');
        await copy.install('frontend');
        await copy.ready('frontend');
        expect(half.text).toContain('is installed in part');
        expect(half.text).toContain('helm install frontend ./helm/frontend');
        const nothing = await verify('--namespace', 'default');
        expect(nothing.text).toContain('Nothing of the app is installed in the namespace default');
        expect([nowhere.code, half.code, nothing.code]).toEqual([3, 3, 3]);
      },
    );

    test('a cluster that may be anybody’s is asked only when it is named: 2', async () => {
      const context = (await copy.kubectl('config', 'current-context')).trim();
      await copy.kubectl('config', 'set-cluster', 'faraway', '--server=https://192.0.2.1:6443');
      await copy.kubectl('config', 'set-context', 'faraway', '--cluster=faraway');
      await copy.kubectl('config', 'use-context', 'faraway');
      const refused = [await verify(), await verify('--start')];
      await copy.kubectl('config', 'use-context', context);
      for (const { code, text } of refused) {
        expect(code).toBe(2);
        expect(text).toContain('The context faraway of kubectl is no local cluster');
        expect(text).toContain('--context faraway');
      }
    });
  });

  describe('a copy of its own', () => {
    const checkout = () =>
      createHash('sha256')
        .update(realpathSync(cloneOf(world.run)))
        .digest('hex')
        .slice(0, 6);
    const left = async () =>
      (await copy.kubectl('get', 'namespaces', `--selector=evenkeel.verify=${checkout()}`, '--output=name'))
        .split('\n')
        .filter(Boolean);
    afterAll(async () => {
      for (const name of await left()) await need([world.kubectl, 'delete', name], { env: copy.env });
    });

    function start(...args: string[]) {
      const child = spawn(join(programs, 'evenkeel'), ['verify', 'cluster', '--start', ...args], {
        cwd: cloneOf(world.run),
        env: { ...copy.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { out: '', err: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
      const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
      return { child, said, ended };
    }
    const installed = async () => {
      while ((await left()).length === 0) await pause(200);
    };

    test('every requirement holds, and nothing is left of the copy', { timeout: LIMIT_MS }, async () => {
      const { said, ended } = start();
      const code = await ended;
      const notWell = said.out.match(/[✗?] [A-Z\d]+-\d.*/g) ?? [];
      // As a run's end shows the first line of an error.
      const told = `${notWell.join('; ')}\n${said.err}${said.out}`;
      expect(notWell, told).toEqual([]);
      expect(code, told).toBe(0);
      for (const row of ['RUN-5', 'RUN-8', 'VOTE-5', 'VOTE-6', 'K8S-4', 'K8S-5', 'K8S-7', 'K8S-8']) {
        expect(said.out).toContain(`✓ ${row}`);
      }
      const words = said.out.replaceAll(/\s+/g, ' ');
      for (const part of ['worker', 'redis', 'backend', 'postgres', 'backend and worker', 'postgres and redis']) {
        expect(words).toMatch(new RegExp(`[:;] ${part} back after [\\d.]+ s: votes \\d+/(\\d+)/\\1,`));
      }
      expect(await left()).toEqual([]);
    });

    test(
      'what a run that was killed has left is cleared away by the next, which Ctrl-C ends',
      { timeout: LIMIT_MS },
      async () => {
        const killed = start('--only', 'RUN-4');
        await installed();
        killed.child.kill('SIGKILL');
        await killed.ended;
        const [first] = await left();
        expect(first).toBeDefined();
        const { child, said, ended } = start('--only', 'RUN-4');
        while ((await left()).includes(first ?? '') || (await left()).length === 0) await pause(200);
        child.kill('SIGINT');
        expect(await ended).toBe(3);
        expect(said.err).not.toContain('defect');
        expect(said.out).toContain('stopped');
        expect(await left()).toEqual([]);
      },
    );
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../backend/test/until.ts';
import { signInDemoUser } from '../harness/demo-user.ts';
import { work, type Done } from './client.ts';
import type { Image } from './images.ts';
import { versions } from './versions.ts';
import { atReplica } from './replica.ts';
import type { Namespace } from './namespace.ts';
import { describeWithCluster } from './world.ts';

const RATE = 50;
const BACK_WITHIN_MS = 120_000;
const COUNTED_WITHIN_MS = 60_000;
const LONG_MS = 240_000;

describeWithCluster('An app whose parts go away while people use it', (world) => {
  let copy: Namespace;
  /** A copy whose database comes later than the backend, and later than the first migration waits for it. */
  let late: Namespace;
  beforeAll(async () => {
    [copy, late] = [await world.namespace('resilience'), await world.namespace('late')];
    await late.secrets();
    await late.install('backend', { seed: { enabled: true } });
    await copy.installAll();
  });

  let signedIn: ReturnType<typeof signInDemoUser> | undefined;
  /** The demo user, who signs in once: whoever does it too often is refused for a while. */
  const demoUser = () =>
    (signedIn ??= copy.secret('backend-secrets', 'demo-password').then((password) => signInDemoUser(copy, password)));
  const whileWorking = async (act: () => Promise<void>) => {
    const done = await work(copy, await (await demoUser()).token(), { rate: RATE, act });
    await expectAllKept(done);
    return done;
  };
  /** The release's revision that runs. */
  async function revision(release: string): Promise<string> {
    const history = JSON.parse(await copy.helm('history', release, '--output=json')) as Revision[];
    return String(history.findLast(({ status }) => status === 'deployed')?.revision);
  }
  const readyAgain = (app: string, gone: string) =>
    until(
      `${app} is ready again`,
      async () => {
        const pods = await copy.pods(app);
        return pods.every(({ uid, isReady, isEnding }) => uid !== gone && isReady && !isEnding) && pods.length > 0;
      },
      BACK_WITHIN_MS,
    );

  /** What was acknowledged is there, once. */
  async function expectAllKept({ votes, tasks }: Done) {
    const count = async (query: string) => Number(await copy.sql(query));
    const list = (values: string[]) => values.map((value) => `'${value}'`).join(',') || "''";
    const counted = () => count(`SELECT count(*) FROM votes WHERE stream_id IN (${list(votes)})`);
    await until(
      'all acknowledged votes are counted',
      async () => (await counted()) === votes.length,
      COUNTED_WITHIN_MS,
    );
    const titles = (await copy.sql(`SELECT title FROM tasks WHERE title IN (${list(tasks)})`)).split('\n');
    expect(titles.filter(Boolean).toSorted()).toEqual(tasks.toSorted());
    const { total } = (await (await fetch(`${copy.backend}/api/results`)).json()) as { total: number };
    expect(total).toBeLessThanOrEqual(await count('SELECT count(*) FROM votes'));
    expect(votes.length).toBeGreaterThan(0);
  }

  describe('a database that comes late', () => {
    test(
      'pods wait unready and are not started anew; then they go on, also two migrations at once',
      { timeout: LONG_MS },
      async () => {
        const job = JSON.parse(await late.kubectl('get', 'job', 'backend-migrate-1', '--output=json')) as Job;
        await late.demand([world.kubectl, 'apply', '--filename=-'], { input: JSON.stringify(again(job)) });
        // One whose container has not started yet has no log.
        const words = ['logs', '--selector=app=backend-migrate'];
        const awaits = async () => (await late.attempt([world.kubectl, ...words])).text.match(/"database_awaited"/g);
        await until('both wait', async () => (await awaits())?.length === 2, BACK_WITHIN_MS);
        const waiting = [...(await late.pods('backend')), ...(await late.pods('backend-worker'))];
        expect(waiting.map(({ isReady, restarts }) => ({ isReady, restarts }))).toEqual([
          { isReady: false, restarts: 0 },
          { isReady: false, restarts: 0 },
        ]);

        await late.install('data');
        await late.ready('data', 'backend');
        await late.kubectl('wait', 'job', '--all', '--for=condition=complete', '--timeout=120s');
        const count = 'SELECT count(*), count(DISTINCT migration_name), count(finished_at) FROM _prisma_migrations';
        expect(new Set((await late.sql(count)).split('|'))).toHaveLength(1);
        expect(await late.sql("SELECT count(*) FROM users WHERE email = 'demo@evenkeel.example'")).toBe('1');
      },
    );

    test('a NodePort that is taken is named', async () => {
      const { code, text } = await late.tryInstall('frontend', { service: { nodePort: copy.ports.frontend } });
      expect(code).not.toBe(0);
      expect(text).toContain(`nodePort: Invalid value: ${copy.ports.frontend}: provided port is already allocated`);
    });
  });

  test(
    'K8S-4: a bad setting and a bad tag stand still, the old pods serve, and a rollback restores',
    { timeout: LONG_MS },
    async () => {
      const shows = (app: string, reason: RegExp) =>
        until(
          `a pod of ${app} shows it`,
          async () => (await copy.pods(app)).some(({ reasons }) => reasons.some((each) => reason.test(each))),
          BACK_WITHIN_MS,
        );
      const good = { backend: await revision('backend'), frontend: await revision('frontend') };
      const { failures } = await whileWorking(async () => {
        await copy.install('backend', { seed: { enabled: true }, env: { BAD_VAR: 'fail' } });
        await copy.install('frontend', { image: { tag: 'no-such-tag' } });
        await shows('backend', /CrashLoopBackOff|Error/);
        await shows('frontend', /ErrImagePull|ImagePullBackOff/);
        const bad = (await copy.pods('backend')).find(({ isReady }) => !isReady);
        expect(await copy.kubectl('logs', bad?.name ?? '')).toContain('BAD_VAR is no variable of this program');
        await copy.helm('rollback', 'backend', good.backend);
        await copy.helm('rollback', 'frontend', good.frontend);
        await copy.ready('backend', 'frontend');
      });
      expect(failures).toEqual([]);
      expect((await copy.helm('history', 'backend')).trim().split('\n').at(-1)).toContain(
        `Rollback to ${good.backend}`,
      );
    },
  );

  describe('an upgrade at 50 requests a second', () => {
    const release = {
      seed: { enabled: true },
      replicaCount: 2,
      probes: { readiness: { initialDelaySeconds: 3, periodSeconds: 2 } },
    };
    let expanded: Image;
    let contracted: Image;
    /** The revision of the version before both. */
    let plain: string;
    beforeAll(async () => {
      [expanded, contracted] = await versions(world);
      await copy.install('backend', release);
      plain = await revision('backend');
    });
    /** Begins with two pods of one version, whatever an earlier try has left. */
    const beginWith = async (...set: (() => Promise<unknown>)[]) => {
      for (const each of set) await each();
      await copy.ready('backend');
      await until('only these are there', async () => (await copy.pods('backend')).length === 2, BACK_WITHIN_MS);
    };
    const columns = () =>
      copy.sql("SELECT count(*) FROM information_schema.columns WHERE table_name = 'tasks' AND column_name = 'colour'");
    /** Upgrades, and tells whether there was a moment at which pods of both images were ready. */
    const upgrade = (...act: (() => Promise<unknown>)[]) =>
      whileWorking(async () => {
        for (const each of act) await each();
        let wereBoth = false;
        const isOver = async () => {
          const pods = await copy.pods('backend');
          wereBoth ||= new Set(pods.filter(({ isReady }) => isReady).map(({ image }) => image)).size > 1;
          return (
            pods.length === 2 &&
            pods.every(({ isReady, isEnding }) => isReady && !isEnding) &&
            new Set(pods.map(({ image }) => image)).size === 1
          );
        };
        await until('all pods are the new ones', async () => (await isOver()) && wereBoth, BACK_WITHIN_MS);
        await copy.ready('backend', 'frontend');
      });

    test(
      'expand: the new pods come beside the old ones, which go on with the new column; none fails',
      { timeout: LONG_MS },
      async () => {
        await beginWith(() => copy.helm('rollback', 'backend', plain));
        const { failures } = await upgrade(
          () => copy.install('backend', { ...release, image: expanded }),
          () => copy.kubectl('rollout', 'restart', 'deployment/frontend'),
        );
        expect(failures).toEqual([]);
        expect(await columns()).toBe('1');
        expect((await (await demoUser()).tasks())[0]).toHaveProperty('colour', null);
      },
    );

    test('back: the old pods work with the new schema; none fails', { timeout: LONG_MS }, async () => {
      await beginWith(() => copy.install('backend', { ...release, image: expanded }));
      const { failures } = await upgrade(() => copy.helm('rollback', 'backend', plain));
      expect(failures).toEqual([]);
      expect(await columns()).toBe('1');
      expect((await (await demoUser()).tasks())[0]).not.toHaveProperty('colour');
    });

    test(
      'contract: a version that can do without the column removes it; none fails',
      { timeout: LONG_MS },
      async () => {
        await beginWith(() => copy.helm('rollback', 'backend', plain));
        const { failures } = await upgrade(() => copy.install('backend', { ...release, image: contracted }));
        expect(failures).toEqual([]);
        expect(await columns()).toBe('0');
      },
    );
  });

  describe('three backends and three workers', () => {
    beforeAll(async () => {
      const { backend } = await world.images();
      await copy.install('backend', { image: backend, replicaCount: 3, worker: { replicaCount: 3 } });
      await copy.ready('backend');
    });

    test('count each vote once', async () => {
      expect(
        [await copy.pods('backend'), await copy.pods('backend-worker')].map(
          (pods) => pods.filter(({ isEnding }) => !isEnding).length,
        ),
      ).toEqual([3, 3]);
      const { failures } = await whileWorking(() => new Promise((resolve) => setTimeout(resolve, 5_000)));
      expect(failures).toEqual([]);
    });

    test('tell each other of changes, whichever served the page', async () => {
      const user = await demoUser();
      const token = await user.token();
      const pods = (await copy.pods('backend')).filter(({ isEnding }) => !isEnding);
      const title = `Seen everywhere ${Date.now()}`;
      const heard = pods.map(({ name }) =>
        atReplica(copy, name, { token, path: `/api/demo/events`, until: title, ready: 'event: ready' }),
      );
      await Promise.all(heard.map(({ isReady }) => isReady));
      await user.addTask(title);
      for (const { text } of heard) expect(await text).toContain(title);
    });

    test('a conversation that one began goes on at the others, with the same sign-in', async () => {
      const user = await demoUser();
      const token = await user.token();
      const pods = (await copy.pods('backend')).filter(({ isEnding }) => !isEnding);
      let conversation: string | undefined;
      for (const { name } of pods) {
        const body = { message: `Hello from ${name}`, ...(conversation && { conversation_id: conversation }) };
        const { text } = atReplica(copy, name, { token, path: `/api/demo/chat`, body });
        conversation = (JSON.parse(await text) as { conversation_id: string }).conversation_id;
      }
      const { text } = atReplica(copy, pods[0]?.name ?? '', {
        token,
        path: `/api/demo/conversations/${conversation}`,
      });
      const { messages } = JSON.parse(await text) as { messages: { role: string; content: string }[] };
      const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
      expect(said).toEqual(pods.map(({ name }) => `Hello from ${name}`));
    });
  });

  // Last: while a Service has no pod, kube-proxy rejects what comes to its NodePort, and of a connection from this same machine the
  // kernel keeps that for two minutes, so that a later one from the same port is refused too, though the pod is back.
  describe('a pod is deleted', () => {
    const deleteOne = (app: string) =>
      whileWorking(async () => {
        const [pod] = await copy.pods(app);
        await copy.kubectl('delete', 'pod', pod?.name ?? '', '--wait=false');
        await readyAgain(app, pod?.uid ?? '');
      });

    test.each(['frontend', 'backend-worker'])('K8S-7: of %s: nobody notices', { timeout: LONG_MS }, async (app) => {
      expect((await deleteOne(app)).failures).toEqual([]);
    });
    test.each(['backend', 'postgres', 'redis'])(
      'K8S-7: of %s: nothing that was acknowledged is lost',
      { timeout: LONG_MS },
      async (app) => {
        expect((await deleteOne(app)).votes.length).toBeGreaterThan(0);
      },
    );
  });

  test(
    'a backend that takes more memory than it may is started anew, and nothing is lost',
    { timeout: LONG_MS },
    async () => {
      const [before] = await copy.pods('backend');
      await whileWorking(async () => {
        await copy.attempt([world.kubectl, 'exec', '--stdin', before?.name ?? '', '--', '/nodejs/bin/node', '-'], {
          input: LEAK,
        });
        const isBack = async () => {
          const [pod] = await copy.pods('backend');
          return pod?.uid === before?.uid && pod?.restarts === (before?.restarts ?? 0) + 1 && pod.isReady;
        };
        await until('it was started anew and is ready', isBack, BACK_WITHIN_MS);
        expect((await copy.pods('backend'))[0]?.reasons).toContain('OOMKilled');
      });
    },
  );
});

/** What `kubectl exec` has Node read: it makes the pod's program itself ask for ever more memory, by Node's debugger. */
const LEAK = `
process.kill(1, 'SIGUSR1');
let target;
while (!target) target = await fetch('http://127.0.0.1:9229/json').then((answer) => answer.json(), () => undefined);
const socket = new WebSocket(target[0].webSocketDebuggerUrl);
await new Promise((resolve) => { socket.onopen = resolve; });
const expression = 'globalThis.hoard = []; for (;;) hoard.push(Buffer.alloc(2 ** 24, 1))';
socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
await new Promise((resolve) => { socket.onclose = resolve; });
`;

interface Revision {
  revision: number;
  status: string;
}

interface Job {
  metadata: { name: string };
  spec: { template: { metadata: object; spec: object }; backoffLimit: number };
  status: { failed?: number };
}

/** The same Job once more. */
const again = ({ spec: { template, backoffLimit } }: Job) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'backend-migrate-again' },
  spec: { backoffLimit, template: { metadata: { labels: { app: 'backend-migrate' } }, spec: template.spec } },
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { requirement } from '../requirements.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'tiltfile-'));
const {
  available,
  reason,
  path = 'tilt',
} = ['helm' as const, 'docker' as const]
  .map((name) => requirement(name))
  .reduce((tilt, other) => (other.available ? tilt : other), requirement('tilt'));

interface LiveUpdate {
  stopPaths: string[];
  syncs: { localPath: string; containerPath: string }[];
  execs?: { args: string[]; triggerPaths: string[] }[];
}
interface Resource {
  Name: string;
  ResourceDependencies: string[] | null;
  TriggerMode: number;
  ImageTargets: { LiveUpdateSpec: LiveUpdate; BuildDetails: { target: string; ref: string } }[] | null;
  DeployTarget: { portForwardTemplateSpec?: { forwards: { localPort: number; containerPort: number }[] } };
}

/** Reads the Tiltfile as Tilt does, for a cluster of that name which nobody calls. */
function evaluate(context: string, ...words: string[]) {
  const kubeconfig = join(folder, 'kubeconfig');
  const cluster = { server: 'https://127.0.0.1:1' };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster }],
    users: [{ name: context, user: {} }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    'current-context': context,
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return evaluateIn({ KUBECONFIG: kubeconfig }, ...words);
}
function evaluateIn(environment: Record<string, string>, ...words: string[]) {
  const env = { ...process.env, HOME: folder, TILT_DISABLE_ANALYTICS: '1', ...environment };
  const args = ['alpha', 'tiltfile-result', ...words];
  const { status, stdout, stderr } = spawnSync(path, args, { cwd: root, env, encoding: 'utf8', timeout: 60_000 });
  return { status, stderr, resources: status === 0 ? (JSON.parse(stdout) as { Manifests: Resource[] }).Manifests : [] };
}

const order = {
  postgres: ['secrets'],
  redis: ['secrets'],
  migrate: ['postgres'],
  backend: ['migrate', 'redis'],
  worker: ['migrate', 'redis'],
  frontend: ['backend'],
};
type Rule = { action: string; path: string; target?: string };
interface DevService {
  image: string;
  develop?: { watch: Rule[] };
}
/** What Compose does for the services that have this one's image, each rule once. */
function watched(name: string): Rule[] {
  const { services } = parse(read('compose.dev.yaml'), { merge: true }) as { services: Record<string, DevService> };
  const rules = Object.values(services)
    .filter(({ image }) => image === services[name]?.image)
    .flatMap(({ develop }) => develop?.watch ?? []);
  return [...new Map(rules.map((rule) => [`${rule.action} ${rule.path}`, rule])).values()];
}

test('K8S-10: the Tiltfile is short and fetches nothing', () => {
  expect(read('Tiltfile').split('\n').length).toBeLessThanOrEqual(150);
  expect(read('Tiltfile')).not.toMatch(/ext:\/\/|load\(/);
});

describe.skipIf(!available)(`the Tiltfile${available ? '' : `, not run: ${reason}`}`, () => {
  describe.each(['cluster', 'compose'])('with the runtime %s', (runtime) => {
    const { status, stderr, resources } = available
      ? evaluate('docker-desktop', '--', '--runtime', runtime)
      : { status: 0, stderr: '', resources: [] };
    const named = (name: string) => resources.find(({ Name }) => Name === name);

    test('it can be read', () => {
      expect(stderr).not.toContain('Error');
      expect(status).toBe(0);
    });

    test('parts start in the order of the design', () => {
      const found = Object.keys(order).map((name) => [name, named(name)?.ResourceDependencies?.toSorted()]);
      const wanted = Object.entries(order).map(([name, after]) => [name, after.toSorted()]);
      // Compose adds what its depends_on says.
      for (const [index, [name, after]] of found.entries()) {
        expect(after, String(name)).toEqual(expect.arrayContaining(wanted[index]?.[1] as string[]));
      }
    });

    test.each(['backend', 'frontend'])('what is synced into %s is what Compose syncs', (name) => {
      const [image] = named(name)?.ImageTargets ?? [];
      expect(image?.BuildDetails).toMatchObject({ target: 'dev' });
      const { stopPaths = [], syncs = [], execs = [] } = image?.LiveUpdateSpec ?? {};
      const paths = (action: string) => watched(name).filter((rule) => rule.action === action);
      // Where Compose makes a new image for other packages, npm installs them in the container.
      const [packages, sources] = [/(^|\/)package(-lock)?\.json$/, paths('sync')];
      const rebuilt = paths('rebuild').map((rule) => rule.path);
      expect(stopPaths.map(local).toSorted()).toEqual(rebuilt.filter((file) => !packages.test(file)).toSorted());
      const synced = syncs.map(({ localPath, containerPath }) => `${local(localPath)} ${containerPath}`);
      expect(synced.slice(0, sources.length)).toEqual(sources.map((rule) => `${rule.path} ${rule.target}`));
      const manifests = read(`Dockerfile.${name}`).match(/\S*package(-lock)?\.json/g) ?? [];
      expect(manifests).toEqual(expect.arrayContaining(rebuilt.filter((file) => packages.test(file))));
      const others = manifests.map((file) => `${file} /app/${file}`);
      expect(synced.slice(sources.length).toSorted()).toEqual(others.toSorted());

      const [install] = execs;
      expect(execs).toHaveLength(1);
      expect(install?.triggerPaths.map(local).toSorted()).toEqual(manifests.toSorted());
      const words = /npm ci( .*--workspace .*)/.exec(read(`Dockerfile.${name}`))?.[1];
      expect(install?.args.join(' ')).toContain(`npm install${words}`);
    });

    test('an edit starts no migration anew, and tasks start by hand', () => {
      expect(named('migrate')?.TriggerMode).toBe(1);
      for (const name of ['migrate-dev', 'seed', 'reset', 'verify', 'parity', 'tests'])
        expect(named(name)?.TriggerMode).toBe(2);
    });
  });

  test('the cluster’s ports are those of the design', () => {
    const forwards = evaluate('docker-desktop').resources.flatMap(({ Name, DeployTarget }) =>
      (DeployTarget.portForwardTemplateSpec?.forwards ?? []).map((each) => [Name, each.localPort, each.containerPort]),
    );
    expect(forwards).toEqual([
      ['postgres', 5435, 5432],
      ['backend', 8000, 8000],
      ['frontend', 3000, 3000],
    ]);
  });

  test('a cluster that is not local is refused, a runtime that nobody knows too', () => {
    expect(evaluate('production-eu')).toMatchObject({ status: 5, stderr: expect.stringContaining('production-eu') });
    const { status, stderr } = evaluate('docker-desktop', '--', '--runtime', 'native');
    expect(status).toBe(5);
    expect(stderr).toContain('There is no runtime native: choose cluster or compose.');
  });

  test('without a cluster, and without helm, it says in one line what to do', () => {
    const told = ({ stderr }: { stderr: string }) =>
      stderr.split('\n').find((line) => line.startsWith('Error in fail:'));
    const none = evaluateIn({ KUBECONFIG: '/dev/null' });
    expect(none.status).toBe(5);
    expect(told(none)).toContain('minikube start --cpus=2 --memory=3072');
    expect(told(none)).toContain('tilt up -- --runtime compose');

    const programs = mkdtempSync(join(tmpdir(), 'no-helm-'));
    for (const program of ['docker', 'sh']) symlinkSync(onPath(program), join(programs, program));
    const bare = evaluateIn({ KUBECONFIG: join(folder, 'kubeconfig'), PATH: programs });
    expect(bare.status).toBe(5);
    expect(told(bare)).toContain('There is no helm program: `npm run doctor -- cluster` says how to get it.');
  });
});

const local = (file: string) => (file.startsWith('/') ? relative(root, file) : file);
const onPath = (program: string) =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((each) => join(each, program))
    .find((file) => existsSync(file)) ?? program;

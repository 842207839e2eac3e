import { describe, expect, test } from 'vitest';
import { requirement } from '../requirements.ts';
import { amount, charts, helm, podsOf, render, type Chart, type Manifest } from './render.ts';

const { available, reason, path = 'helm' } = requirement('helm');
const chartOf = (chart: Chart, ...words: string[]) => render(path, chart, ...words);
const all = (...words: string[]) => charts.flatMap((chart) => chartOf(chart, ...words));
const find = (manifests: Manifest[], kind: string, name: string) => {
  const found = manifests.find((each) => each.kind === kind && each.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}.`);
  return found;
};
const firstContainer = (manifests: Manifest[], name: string) =>
  podsOf(manifests).find((each) => each.name === name)?.pod.containers[0];
const variable = (manifests: Manifest[], name: string, variableName: string) =>
  firstContainer(manifests, name)?.env?.find((each) => each.name === variableName);

describe.skipIf(!available)(`the charts${available ? '' : `, not run: ${reason}`}`, () => {
  test.each(charts)('K8S-4: helm lint has nothing to say of %s', (chart) => {
    expect(helm(path, 'lint', '--strict', `helm/${chart}`)).toMatchObject({ status: 0 });
    expect(helm(path, 'lint', '--strict', `helm/${chart}`, `--values=helm/${chart}/values-dev.yaml`)).toMatchObject({
      status: 0,
    });
  });

  test.each(charts)('%s is version 1.0.0 of phase4, and says that it needs Kubernetes 1.30', (chart) => {
    const { stdout } = helm(path, 'show', 'chart', `helm/${chart}`);
    expect(stdout).toMatch(/^version: 1\.0\.0$/m);
    expect(stdout).toMatch(/^appVersion: phase4$/m);
    expect(chartOf(chart, '--kube-version=1.30').length).toBeGreaterThan(3);
    expect(() => chartOf(chart, '--kube-version=1.29')).toThrow('incompatible with Kubernetes v1.29');
  });

  test('K8S-1: the frontend as its row says', () => {
    const frontend = chartOf('frontend');
    const { spec } = find(frontend, 'Deployment', 'frontend');
    expect(spec).toMatchObject({ replicas: 2, selector: { matchLabels: { app: 'frontend' } } });
    expect(firstContainer(frontend, 'frontend')).toMatchObject({
      image: 'todo-frontend:phase4',
      resources: { limits: { cpu: '500m', memory: '512Mi' } },
      livenessProbe: { httpGet: { path: '/livez' }, initialDelaySeconds: 10, periodSeconds: 10 },
      readinessProbe: { httpGet: { path: '/api/health' }, initialDelaySeconds: 5, periodSeconds: 5 },
    });
    expect(find(frontend, 'Service', 'frontend').spec).toMatchObject({
      type: 'NodePort',
      ports: [{ nodePort: 30000 }],
    });
    expect(find(frontend, 'ConfigMap', 'frontend-config').data).toMatchObject({
      NEXT_PUBLIC_BACKEND_URL: 'http://localhost:30001',
    });
    expect(variable(frontend, 'frontend', 'BETTER_AUTH_SECRET')?.valueFrom).toEqual({
      secretKeyRef: { name: 'frontend-secrets', key: 'auth-secret' },
    });
  });

  test('K8S-2: the backend as its row says', () => {
    const backend = chartOf('backend');
    expect(find(backend, 'Deployment', 'backend').spec).toMatchObject({ replicas: 1 });
    expect(firstContainer(backend, 'backend')).toMatchObject({
      image: 'todo-backend:phase4',
      args: ['api'],
      resources: { limits: { cpu: '1000m', memory: '1Gi' } },
      livenessProbe: { httpGet: { path: '/livez' }, initialDelaySeconds: 15, periodSeconds: 10 },
      readinessProbe: { httpGet: { path: '/api/health' }, initialDelaySeconds: 10, periodSeconds: 5 },
    });
    expect(find(backend, 'Service', 'backend').spec).toMatchObject({ type: 'NodePort', ports: [{ nodePort: 30001 }] });
    const keys = firstContainer(backend, 'backend')?.env?.flatMap(({ valueFrom }) => {
      const { name, key } = (valueFrom as { secretKeyRef: { name: string; key: string } }).secretKeyRef;
      return name === 'backend-secrets' ? [key] : [];
    });
    expect(keys).toEqual(expect.arrayContaining(['database-url', 'openai-api-key', 'auth-secret', 'auth-url']));
    expect(Object.fromEntries(podsOf(backend).map(({ name, labels }) => [name, labels?.['app']]))).toEqual({
      backend: 'backend',
      'backend-worker': 'backend-worker',
      'backend-migrate-1': 'backend-migrate',
      'backend-api-answers': 'backend-test',
    });
    expect(find(backend, 'ConfigMap', 'backend-config').data).toMatchObject({ REDIS_URL: 'redis://redis:6379' });
    const withoutRedis = chartOf('backend', '--set', 'redis.url=');
    expect(find(withoutRedis, 'ConfigMap', 'backend-config').data).not.toHaveProperty('REDIS_URL');
  });

  test('DB-3: the seed is off, and on it may touch the bundled database alone', () => {
    expect(firstContainer(chartOf('backend'), 'backend-migrate-1')?.args).toEqual(['migrate']);
    const seeding = chartOf('backend', '--set', 'seed.enabled=true');
    expect(firstContainer(seeding, 'backend-migrate-1')?.args).toEqual(['migrate', 'seed']);
    expect(variable(seeding, 'backend-migrate-1', 'SEED_DEMO')?.value).toBe('1');
    const elsewhere = chartOf('backend', '--set', 'seed.enabled=true,seed.allowHost=db.example');
    expect(firstContainer(elsewhere, 'backend-migrate-1')?.args).toEqual([
      'migrate',
      'seed',
      '--allow-host=db.example',
    ]);
  });

  test('K8S-5: what all pods ask for fits a cluster of 2 CPUs and 3 GB', () => {
    const pods = podsOf(all()).filter(({ labels }) => !labels?.['app']?.endsWith('-test'));
    expect(pods.map(({ name }) => name).toSorted()).toEqual([
      'backend',
      'backend-migrate-1',
      'backend-worker',
      'frontend',
      'postgres',
      'redis',
    ]);
    const sum = (resource: 'cpu' | 'memory') =>
      pods.reduce((total, { copies, pod }) => {
        const each = pod.containers.map(({ resources }) => amount(resources.requests[resource] ?? 'none'));
        return total + copies * each.reduce((one, other) => one + other, 0);
      }, 0);
    expect(sum('cpu')).toBeLessThanOrEqual(1.2);
    expect(sum('memory')).toBeLessThanOrEqual(1.8 * 1024 ** 3);
  });

  test.each([
    ['as it is', []],
    ['with the values of Tilt', ['dev']],
  ])('K8S-8: every pod meets the restricted Pod Security Standard, %s', (_title, files) => {
    const pods = charts.flatMap((chart) =>
      podsOf(chartOf(chart, ...files.map((file) => `--values=helm/${chart}/values-${file}.yaml`))),
    );
    for (const { name, pod } of pods) {
      expect(pod, name).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        expect(container, name).toMatchObject({
          resources: { limits: { cpu: expect.anything(), memory: expect.anything() } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        });
        const isDeveloping = files.length > 0 && !name.startsWith('postgres') && !name.startsWith('redis');
        expect(container.securityContext['readOnlyRootFilesystem'], name).toBe(!isDeveloping);
      }
      for (const volume of pod.volumes ?? [])
        expect(Object.keys(volume).toSorted(), name).toEqual(['emptyDir', 'name']);
    }
  });

  test('the program is told which names env has, and not those of extraEnv', () => {
    const words = ['--set', 'env.BAD_VAR=fail,env.COOKIE_SECURE=1,env.A=true,extraEnv.DD_SITE=eu'];
    for (const chart of ['backend', 'frontend'] as const) {
      const manifests = chartOf(chart, ...words);
      expect(variable(manifests, chart, 'EVENKEEL_ENV_NAMES')?.value).toBe('A,BAD_VAR,COOKIE_SECURE');
      expect(variable(manifests, chart, 'COOKIE_SECURE')?.value).toBe('1');
      expect(variable(manifests, chart, 'A')?.value).toBe('true');
      expect(variable(manifests, chart, 'DD_SITE')?.value).toBe('eu');
      expect(variable(chartOf(chart), chart, 'EVENKEEL_ENV_NAMES')).toBeUndefined();
    }
    const backend = chartOf('backend', ...words);
    for (const name of ['backend-worker', 'backend-migrate-1']) {
      expect(variable(backend, name, 'EVENKEEL_ENV_NAMES')?.value).toContain('BAD_VAR');
    }
  });

  test('a bad setting is part of the new pods alone: one of the old that starts anew has its old settings', () => {
    const before = chartOf('backend');
    const after = chartOf('backend', '--set', 'env.BAD_VAR=fail');
    expect(find(after, 'ConfigMap', 'backend-config')).toEqual(find(before, 'ConfigMap', 'backend-config'));
    expect(find(after, 'Deployment', 'backend').spec).toMatchObject({
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
  });

  test('a change of the config map makes new pods', () => {
    const checksum = (...words: string[]) => {
      const { spec } = find(chartOf('backend', ...words), 'Deployment', 'backend');
      return (spec['template'] as Manifest).metadata.annotations?.['checksum/config'];
    };
    expect(checksum('--set', 'config.LOG_LEVEL=debug')).not.toBe(checksum());
    expect(checksum('--set', 'redis.url=')).not.toBe(checksum());
    expect(checksum('--set', 'replicaCount=3')).toBe(checksum());
  });

  test('a disruption budget is there for more than one pod, and an autoscaler where it was asked for', () => {
    const kinds = (...words: string[]) =>
      chartOf('backend', ...words)
        .filter(({ kind }) => /Budget|Autoscaler/.test(kind))
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(kinds()).toEqual([]);
    expect(kinds('--set', 'replicaCount=3,worker.replicaCount=3').toSorted()).toEqual([
      'PodDisruptionBudget backend',
      'PodDisruptionBudget backend-worker',
    ]);
    expect(kinds('--set', 'autoscaling.enabled=true').toSorted()).toEqual([
      'HorizontalPodAutoscaler backend',
      'PodDisruptionBudget backend',
    ]);
    const scaled = chartOf('backend', '--set', 'autoscaling.enabled=true');
    expect(find(scaled, 'Deployment', 'backend').spec).not.toHaveProperty('replicas');
  });

  test('no secret but the data chart’s is made here, and that one is random', () => {
    const secrets = all().filter(({ kind }) => kind === 'Secret');
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual(['data-secrets']);
    const password = () => find(chartOf('data'), 'Secret', 'data-secrets').data?.['postgres-password'];
    expect(password()).not.toBe(password());
    expect(chartOf('data', '--values=helm/data/values-dev.yaml').some(({ kind }) => kind === 'Secret')).toBe(false);
  });

  test.each<[Chart, string, string]>([
    ['frontend', 'replicas=3', 'replicas'],
    ['frontend', 'replicaCount=two', 'replicaCount'],
    ['frontend', 'replicaCount=-1', 'replicaCount'],
    ['frontend', 'image.tag=', 'image'],
    ['frontend', 'image.pullPolicy=Sometimes', 'pullPolicy'],
    ['frontend', 'service.nodePort=80', 'nodePort'],
    ['frontend', 'service.typ=NodePort', 'typ'],
    ['frontend', 'env.PORT=4000', 'PORT'],
    ['frontend', 'env.BETTER_AUTH_SECRET=x', 'BETTER_AUTH_SECRET'],
    ['frontend', 'env.A-B=x', 'A-B'],
    ['frontend', 'config.NEXT_PUBLIC_BACKEND_URL=localhost:8000', 'NEXT_PUBLIC_BACKEND_URL'],
    ['frontend', 'config.NEXT_PUBLIC_BACKEND=http://x', 'NEXT_PUBLIC_BACKEND'],
    ['frontend', 'resources.limits.memory=512MB', 'memory'],
    ['backend', 'env.DATABASE_URL=postgresql://elsewhere/app', 'DATABASE_URL'],
    ['backend', 'env.SEED_DEMO=1', 'SEED_DEMO'],
    ['backend', 'extraEnv.DEMO_PASSWORD=shown-to-everybody', 'DEMO_PASSWORD'],
    ['backend', 'env.EVENKEEL_ENV_NAMES=none', 'EVENKEEL_ENV_NAMES'],
    ['backend', 'env.REDIS_URL=redis://elsewhere', 'REDIS_URL'],
    ['backend', 'redis.url=http://redis', 'url'],
    ['backend', 'seed.enabled=yes', 'enabled'],
    ['backend', 'worker.replicas=2', 'replicas'],
    ['backend', 'config.LOG_LEVEL=loud', 'LOG_LEVEL'],
    ['backend', 'probes.readiness.initialDelay=1', 'initialDelay'],
    ['data', 'postgres.storage=lots', 'storage'],
    ['data', 'mysql.storage=1Gi', 'mysql'],
    ['data', 'secret.create=perhaps', 'create'],
  ])('%s refuses %s, and says where it is', (chart, value, name) => {
    const { status, stderr } = helm(path, 'template', chart, `helm/${chart}`, '--set', value);
    expect(status).toBe(1);
    expect(stderr).toContain("values don't meet the specifications of the schema");
    expect(stderr).toContain(name);
  });
});

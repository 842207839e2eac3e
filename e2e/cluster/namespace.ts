import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../backend/test/until.ts';
import { startInBackground } from '../harness/background.ts';
import { need, runCommand, type Ended } from '../harness/command.ts';
import { plainEnvironment } from '../harness/environment.ts';
import { cloneOf, kubeconfigOf, type Run } from '../harness/run.ts';
import type { Image } from './images.ts';
import { freeNodePorts } from './node-ports.ts';
import { podStates } from './pods.ts';
import { valuesFor, type Values } from './release.ts';
import type { Chart } from './render.ts';
import { newSecrets } from './secrets.ts';
import { hideSecrets, tellAll } from './tell.ts';

export interface NamespaceOptions {
  kubectl: string;
  helm: string;
  run: Run;
  /** Tells the namespaces of a run apart. */
  name: string;
  images: () => Promise<Record<'backend' | 'frontend', Image>>;
}

interface More {
  env?: Record<string, string>;
  input?: string;
  limitMs?: number;
  cwd?: string;
}

export type Namespace = Awaited<ReturnType<typeof createNamespace>>;

const READY_WITHIN_MS = 120_000;
const workloads: Record<Chart, string[]> = {
  data: ['statefulset/postgres', 'statefulset/redis'],
  backend: ['deployment/backend', 'deployment/backend-worker'],
  frontend: ['deployment/frontend'],
};

/**
 * A namespace of its own in the local cluster, which admits restricted pods alone, and what a test does in it. kubectl, helm,
 * tilt and evenkeel find it by the configuration in `env`.
 */
export async function createNamespace({ kubectl, helm, run, name: short, images }: NamespaceOptions) {
  const name = `${run.name}-${short}`;
  const folder = join(run.folder, name);
  mkdirSync(folder, { recursive: true });
  const kubeconfig = join(folder, 'kubeconfig');
  copyFileSync(kubeconfigOf(run), kubeconfig);
  const env: NodeJS.ProcessEnv = { ...plainEnvironment(), KUBECONFIG: kubeconfig };
  const clone = cloneOf(run);

  /** Any program, whatever comes of it, in the clone. */
  const attempt = (line: string[], more: More = {}): Promise<Ended> =>
    runCommand(line, { cwd: clone, ...more, env: { ...env, ...more.env } });
  /** One that has to succeed; else its words and all that the namespace tells are the error. */
  async function demand(line: string[], more: More = {}): Promise<string> {
    const { code, text } = await attempt(line, more);
    if (code === 0) return text;
    throw new Error(await tell(`\`${line.join(' ')}\` ended with ${code}:\n${text}`));
  }
  const tryKubectl = (...args: string[]) => attempt([kubectl, ...args]);
  const tell = async (what: string) => hideSecrets(tryKubectl, `${what}\n${await tellAll(tryKubectl)}`);
  const ask = (...args: string[]) => demand([kubectl, ...args]);

  await need([kubectl, 'config', 'set-context', '--current', `--namespace=${name}`], { env });
  await need([kubectl, 'create', 'namespace', name], { env });
  await need([kubectl, 'label', 'namespace', name, 'pod-security.kubernetes.io/enforce=restricted'], { env });
  const [frontendPort = 0, backendPort = 0] = await freeNodePorts((...args) => need([kubectl, ...args], { env }), 2);
  const ports = { frontend: frontendPort, backend: backendPort };
  const frontend = `http://localhost:${ports.frontend}`;
  const backend = `http://localhost:${ports.backend}`;

  /** The words that install a chart as a copy beside others; `values` go over them. Secrets have no place there. */
  async function wordsFor(chart: Chart, values: Values): Promise<string[]> {
    const files = [valuesFor(chart, { ports, images: await images() }), values].map((each, index) => {
      const file = join(folder, `${chart}-${index}.json`);
      writeFileSync(file, JSON.stringify(each));
      return file;
    });
    return [chart, join(clone, 'helm', chart), ...files.map((file) => `--values=${file}`)];
  }
  const upgrade = async (chart: Chart, values: Values = {}) => [
    helm,
    'upgrade',
    '--install',
    ...(await wordsFor(chart, values)),
  ];
  const install = async (chart: Chart, values?: Values) => demand(await upgrade(chart, values));
  async function ready(...charts: Chart[]) {
    for (const workload of charts.flatMap((chart) => workloads[chart])) {
      await ask('rollout', 'status', workload, `--timeout=${READY_WITHIN_MS / 1000}s`);
    }
  }
  /** Waits until an address answers with 200. */
  const answers = (url: string, limitMs = READY_WITHIN_MS) =>
    until(`${url} answers`, async () => (await fetch(url).catch(() => undefined))?.status === 200, limitMs);

  return {
    name,
    folder,
    kubeconfig,
    programs: { kubectl, helm },
    env,
    ports,
    frontend,
    backend,
    attempt,
    demand,
    /** kubectl in this namespace; it has to succeed. */
    kubectl: ask,
    /** helm in this namespace; it has to succeed. */
    helm: (...args: string[]) => demand([helm, ...args]),
    /** Makes the three secrets, at random. */
    secrets: () => demand([kubectl, 'apply', '--filename=-'], { input: newSecrets({ frontend }) }),
    /** Installs a chart, or upgrades it, and waits for nothing. */
    install,
    /** The same, whatever comes of it. */
    tryInstall: async (chart: Chart, values?: Values) => attempt(await upgrade(chart, values)),
    /** Waits until all pods of these charts are there and ready. */
    ready,
    /** The whole app, with a demo user. */
    async installAll(values: Partial<Record<Chart, Values>> = {}) {
      await demand([kubectl, 'apply', '--filename=-'], { input: newSecrets({ frontend }) });
      await install('data', values.data);
      await install('backend', { seed: { enabled: true }, ...values.backend });
      await install('frontend', values.frontend);
      await ready('data', 'backend', 'frontend');
      // A pod is ready a moment before the nodes know where its Service leads.
      await answers(`${frontend}/api/results`);
    },
    /** Runs a command in a pod: `deployment/frontend`, or a pod's name. */
    exec: async (workload: string, ...command: string[]) => (await ask('exec', workload, '--', ...command)).trim(),
    sql: async (query: string) =>
      (await ask('exec', 'postgres-0', '--', 'psql', '--username=app', '--dbname=app', '-Atc', query)).trim(),
    async secret(secretName: string, key: string): Promise<string> {
      const data = await ask('get', 'secret', secretName, `--output=jsonpath={.data['${key}']}`);
      return Buffer.from(data, 'base64').toString();
    },
    /** The pods with this label `app`, oldest first, also those that are ending. */
    pods: async (app: string) =>
      podStates(
        await ask('get', 'pods', `--selector=app=${app}`, '--sort-by=.metadata.creationTimestamp', '--output=json'),
      ),
    answers,
    /** A program in the background; the configuration's path in its command line tells the keeper whose it is. */
    background: (line: string[], started: RegExp) => startInBackground(line, { cwd: clone, env, run, started }),
    /** A port forward of kubectl, `127.0.0.1:local` to `port` of a Service or pod. */
    forward: (target: string, local: number, port: number) =>
      startInBackground([kubectl, '--kubeconfig', kubeconfig, 'port-forward', target, `${local}:${port}`], {
        cwd: clone,
        env,
        run,
        started: /^Forwarding from/,
      }),
    /** What the namespace can tell, as it may be shown to people, below what happened. */
    tell,
    /** Deletes all of it, and waits for that unless it is told `--wait=false`. */
    remove: (...words: string[]) =>
      need([kubectl, 'delete', 'namespace', name, '--ignore-not-found', '--timeout=120s', ...words], { env }),
  };
}

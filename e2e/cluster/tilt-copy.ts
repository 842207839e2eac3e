import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { until } from '../../backend/test/until.ts';
import { isListening, isPortFree, portHolder } from '../../toolkit/src/system/ports.ts';
import { startInBackground } from '../harness/background.ts';
import { copyRepository, root } from '../harness/copy.ts';
import { freePorts } from '../harness/ports.ts';
import type { Run } from '../harness/run.ts';
import type { Namespace } from './namespace.ts';
import { valuesFor, type Values } from './release.ts';
import { charts } from './render.ts';

/** What the Tiltfile forwards, for whoever works on the app: the same for all copies, so one runs at a time. */
const forwarded = { frontend: 3000, backend: 8000, postgres: 5435 };
const READY_WITHIN_MS = 240_000;

export type TiltCopy = Awaited<ReturnType<typeof createTiltCopy>>;

/**
 * A copy of the repository whose sources may be edited, and which Tilt runs in a namespace: little is reserved for it, and its
 * NodePorts and the names of its images are its own.
 */
export async function createTiltCopy({ tilt, namespace, run }: { tilt: string; namespace: Namespace; run: Run }) {
  const folder = await copyRepository(join(namespace.folder, 'app'));
  for (const part of ['', 'backend']) symlinkSync(join(root, part, 'node_modules'), join(folder, part, 'node_modules'));
  const path = (file: string) => join(folder, file);
  const change = (file: string, to: (text: string) => string) =>
    writeFileSync(path(file), to(readFileSync(path(file), 'utf8')));

  const [backend, frontend] = [`${run.name}-backend`, `${run.name}-frontend`];
  const images = { backend: { repository: backend, tag: 'dev' }, frontend: { repository: frontend, tag: 'dev' } };
  change('compose.dev.yaml', (text) => text.replaceAll('todo-backend', backend).replaceAll('todo-frontend', frontend));
  for (const chart of charts) {
    const own = valuesFor(chart, { ports: namespace.ports, images });
    change(`helm/${chart}/values-dev.yaml`, (text) => stringify(merge(parse(text) as Values, own)));
  }

  const [page = 0] = await freePorts(1);
  const port = ['--port', String(page)];
  const env = { TILT_DISABLE_ANALYTICS: '1' };
  const options = { cwd: folder, env, limitMs: READY_WITHIN_MS };
  return {
    folder,
    path,
    /** As an editor saves; fails when there is nothing to replace. */
    edit: (file: string, from: string | RegExp, to: string) =>
      change(file, (text) => {
        const found = typeof from === 'string' ? text.includes(from) : from.test(text);
        if (!found) throw new Error(`${file} has no ${String(from)}.`);
        return text.replace(from, to);
      }),
    /** Tilt's commands for all but a server, which have to succeed. */
    tilt: (...words: string[]) => namespace.demand([tilt, ...words], options),
    /** Those that start a server or ask it. */
    tiltAt: (...words: string[]) => namespace.demand([tilt, ...words, ...port], options),
    /** Any other program in the copy's folder, which has to succeed. */
    demand: (line: string[], more: Record<string, string> = {}) =>
      namespace.demand(line, { ...options, env: { ...env, ...more } }),
    /**
     * Asks npm to add a package, in a folder without packages: those here are the repository's own. What it has written
     * comes into the copy when the result is called.
     */
    async newPackage(workspace: string, name: string): Promise<() => void> {
      const elsewhere = await copyRepository(join(namespace.folder, 'manifests'));
      const words = [
        '--package-lock-only',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--workspace',
        workspace,
        name,
      ];
      await namespace.demand(['npm', 'install', ...words], { cwd: elsewhere, limitMs: READY_WITHIN_MS });
      const files = ['package-lock.json', `${workspace}/package.json`];
      return () => files.forEach((file) => copyFileSync(join(elsewhere, file), path(file)));
    },
    /** `tilt up`, until all that it forwards answers. Edits go as from 0.34.2 on: older ones may hang. */
    async up() {
      for (const each of Object.values(forwarded)) {
        if (await isPortFree(each)) continue;
        throw new Error(`Tilt forwards port ${each}, which is taken by ${portHolder(each).command ?? 'some program'}.`);
      }
      const words = ['up', '--stream=true', '--update-mode=exec', ...port, '--file', path('Tiltfile')];
      const up = await startInBackground([tilt, ...words], {
        cwd: folder,
        env: { ...namespace.env, ...env },
        run,
        started: /Successfully loaded Tiltfile/,
      });
      try {
        for (const name of ['frontend', 'backend'] as const) {
          await namespace.answers(`http://localhost:${forwarded[name]}/api/health`, READY_WITHIN_MS);
        }
        await until('PostgreSQL is forwarded', () => isListening(forwarded.postgres), READY_WITHIN_MS);
      } catch (error) {
        await up.stop();
        throw new Error(await namespace.tell(`${String(error)}\n${up.lines.slice(-80).join('\n')}`), { cause: error });
      }
      return up;
    },
  };
}

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Values over values, as Helm lays its files over each other. */
function merge(under: Values, over: Values): Values {
  const laid = Object.entries(over).map(([key, value]) => {
    const below = under[key];
    return [key, isMap(below) && isMap(value) ? merge(below, value) : value];
  });
  return { ...under, ...(Object.fromEntries(laid) as Values) };
}

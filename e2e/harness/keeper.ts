import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand } from './command.ts';
import { folderOf, kubeconfigOf, PREFIX } from './run.ts';

/**
 * `node keeper.ts <run> <docker> <kubectl>` removes what killed runs of this machine have left, waits until its input ends
 * and then removes what that run has left: processes, namespaces, containers, networks, volumes, images and files. Nothing
 * else is touched. A program that is named by an empty word is not asked.
 */
const [, , own = '', docker = '', kubectl = ''] = process.argv;
const STOP_WITHIN_MS = 5_000;
const NAMES = ['--no-headers', '--output=custom-columns=:metadata.name'];

// Who started this may be gone, and with it where its words went.
process.stderr.on('error', () => undefined);
const cluster = { env: { ...process.env, KUBECONFIG: kubeconfigOf({ name: own, folder: folderOf(own) }) } };

async function lines(program: string, ...args: string[]): Promise<string[]> {
  if (program === '') return [];
  const { code, text } = await runCommand([program, ...args], cluster);
  return code === 0
    ? text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
    : [];
}

/** Everything by its name, with the command that removes it. In this order nothing is still in use. */
const kinds = [
  { program: kubectl, list: ['get', 'namespaces', ...NAMES], remove: ['delete', 'namespace', '--timeout=120s'] },
  { program: docker, list: ['ps', '--all', '--format', '{{.Names}}'], remove: ['rm', '--force', '--volumes'] },
  { program: docker, list: ['network', 'ls', '--format', '{{.Name}}'], remove: ['network', 'rm'] },
  { program: docker, list: ['volume', 'ls', '--format', '{{.Name}}'], remove: ['volume', 'rm', '--force'] },
  {
    program: docker,
    list: ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'],
    remove: ['image', 'rm', '--force'],
  },
];

async function leftOvers(): Promise<string[]> {
  const names = (await Promise.all(kinds.map(({ program, list }) => lines(program, ...list)))).flat();
  const folders = readdirSync(join(folderOf(PREFIX), '..'));
  const runs = [...names, ...folders].map((name) => new RegExp(`^${PREFIX}\\d+`).exec(name)?.[0] ?? own);
  return [...new Set(runs)].filter((name) => name !== own && !isAlive(Number(name.slice(PREFIX.length))));
}

async function remove(run: string) {
  await endProcesses(run);
  for (const { program, list, remove: words } of kinds) {
    const names = (await lines(program, ...list)).filter((name) => name === run || name.startsWith(`${run}-`));
    if (names.length === 0) continue;
    const { code, text } = await runCommand([program, ...words, ...names], cluster);
    if (code !== 0) process.stderr.write(`Some of ${run} could not be removed:\n${text}`);
  }
  await removeNameless(run);
  rmSync(folderOf(run), { recursive: true, force: true });
}

/** A build takes its image's name away from the one before, which is then known by Compose's label alone. */
async function removeNameless(run: string) {
  const label = 'com.docker.compose.project';
  const ids = await lines(docker, 'image', 'ls', '--quiet', '--filter', 'dangling=true', '--filter', `label=${label}`);
  if (ids.length === 0) return;
  const told = await lines(
    docker,
    'image',
    'inspect',
    '--format',
    `{{.Id}} {{index .Config.Labels "${label}"}}`,
    ...ids,
  );
  const ofRun = told.map((line) => line.split(' ')).filter(([, project = '']) => `${project}-`.startsWith(`${run}-`));
  if (ofRun.length > 0) await runCommand([docker, 'image', 'rm', '--force', ...ofRun.map(([id = '']) => id)]);
}

/** A process id may be another's by now: only that of a command line with the run's name is ended. */
async function endProcesses(run: string) {
  for (const id of safeList(join(folderOf(run), 'processes')).map(Number)) {
    const isOurs = async () => (await runCommand(['ps', '-ww', '-o', 'command=', '-p', String(id)])).text.includes(run);
    const limit = performance.now() + STOP_WITHIN_MS;
    if (await isOurs()) process.kill(id, 'SIGTERM');
    while (await isOurs()) {
      if (performance.now() > limit) process.kill(id, 'SIGKILL');
      await pause(100);
    }
  }
}

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

for (const run of await leftOvers()) await remove(run);
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('close', resolve));
await remove(own);

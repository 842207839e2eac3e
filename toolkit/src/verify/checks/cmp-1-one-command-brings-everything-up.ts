import { spawn } from 'node:child_process';
import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { composeOf, runningApps } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import type { Container } from '../compose/container.ts';
import type { ComposeProject } from '../compose/project.ts';
import { readSecrets } from '../compose/secrets.ts';

const SERVICES = ['postgres', 'redis', 'backend', 'worker', 'frontend'];
const MADE = ['POSTGRES_PASSWORD', 'BETTER_AUTH_SECRET', 'DEMO_PASSWORD'];
const LEAST_LENGTH = 12;

/** What there is to know about a secret without knowing it. */
export interface Secret {
  name: string;
  length: number;
  /** Another machine has the same. */
  isConstant: boolean;
  /** Where else it can be read: in the settings of a container, in a log. */
  shownIn: string[];
}

export interface Up {
  containers: Container[];
  migrateLines: string[];
  /** undefined: not looked at, as they are not made for this run. */
  secrets: Secret[] | undefined;
}

export const oneCommandBringsEverythingUp = defineCheck({
  id: 'CMP-1',
  title: 'One command brings everything up',
  runtimes: ['compose'],
  turn: 'first',

  async gather(context): Promise<Up> {
    const project = composeOf(context);
    return { containers: await project.containers(), migrateLines: await project.lines('migrate'), secrets: undefined };
  },

  judge: judgeUp,

  saw: ({ containers }) =>
    `migrated and seeded once; ${SERVICES.filter((service) => containers.some((each) => each.service === service)).join(', ')} healthy`,

  disturb: {
    shows: 'that the secrets are made for the machine',

    async gather(context): Promise<Up> {
      const project = composeOf(context);
      const [containers, mine] = [await project.containers(), await readSecrets(project)];
      const others = await secretsOfAnotherMachine(project);
      const logs = await Promise.all(
        containers.map(
          async ({ service }) => [`the log of ${service}`, (await project.lines(service)).join('\n')] as const,
        ),
      );
      const settings = containers.map((each) => [`docker inspect ${each.service}`, JSON.stringify(each)] as const);
      const secrets = MADE.map((name): Secret => {
        const value = mine.get(name) ?? '';
        const shownIn = [...settings, ...logs].flatMap(([where, text]) =>
          value !== '' && text.includes(value) ? [where] : [],
        );
        return { name, length: value.length, isConstant: others.get(name) === value, shownIn };
      });
      return { containers, migrateLines: await project.lines('migrate'), secrets };
    },

    judge: ({ secrets }) => judgeSecrets(secrets ?? []),

    saw: ({ secrets }) =>
      `${secrets?.length} secrets, other ones than another machine makes, in no log and in no settings of a container`,
  },
});

export function judgeUp({ containers, migrateLines }: Up): Finding[] {
  const migrations = containers.filter(({ service }) => service === 'migrate');
  const migrated = migrations.map(({ status, exitCode }) => `${status} with ${exitCode}`).join(', ');
  return [
    ...unless(
      migrated === 'exited with 0',
      'migrate has run once, to its end.',
      'one container that exited with 0',
      migrated || 'no container',
      `docker compose logs migrate: ${migrateLines.slice(-2).join(' ')}`,
    ),
    ...unless(
      migrateLines.some((line) => line.includes('"event":"seed_written"')),
      'The seed is written.',
      '"event":"seed_written" in the log of migrate',
      'no such line',
    ),
    ...SERVICES.flatMap((service) => {
      const found = containers.find((each) => each.service === service);
      const came = found ? `${found.status}, ${found.health ?? 'without a healthcheck'}` : 'no container';
      return unless(came === 'running, healthy', `${service} is healthy.`, 'running, healthy', came);
    }),
  ];
}

export function judgeSecrets(secrets: Secret[]): Finding[] {
  return secrets.flatMap(({ name, length, isConstant, shownIn }) => [
    ...unless(length >= LEAST_LENGTH, `${name} is made.`, `at least ${LEAST_LENGTH} characters`, `${length}`),
    ...unless(
      !isConstant,
      `${name} is made for this machine.`,
      'another one for each machine',
      'the same for another one',
    ),
    ...unless(shownIn.length === 0, `${name} is shown nowhere.`, 'nowhere', shownIn.join(', ')),
  ]);
}

/** What `secrets` makes where nothing is given and nothing was made before. */
async function secretsOfAnotherMachine(project: ComposeProject): Promise<Map<string, string>> {
  const backend = (await runningApps(project)).find(({ app }) => app === 'backend');
  const label = `evenkeel.verify=${project.name}`;
  const args = ['--label', label, '--network', 'none', '--volume', '/run/evenkeel', backend?.image.id ?? '', 'secrets'];
  const id = (await project.ask(['create', ...args])).trim();
  try {
    await project.ask(['start', '--attach', id]);
    const values = MADE.map(async (name) => [name, await fileOf(id, `/run/evenkeel/${name}`)] as const);
    return new Map(await Promise.all(values));
  } finally {
    await project.docker(['rm', '--force', '--volumes', id], { stop: undefined });
  }
}

/** There is no `cat` in the image. */
function fileOf(container: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const copy = spawn('docker', ['cp', `${container}:${path}`, '-'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const reader = spawn('tar', ['-xO'], { stdio: [copy.stdout, 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    reader.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    for (const each of [copy, reader]) each.once('error', reject);
    reader.once('close', () => resolve(Buffer.concat(chunks).toString().trim()));
  });
}

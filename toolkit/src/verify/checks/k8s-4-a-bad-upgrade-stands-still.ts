import { z } from 'zod';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { ClusterApp } from '../cluster/app.ts';
import { charts } from '../cluster/chart.ts';
import { clusterOf } from '../cluster/cluster-of.ts';
import type { Pod } from '../cluster/objects.ts';
import { isReady } from '../cluster/objects.ts';
import { whyItFailed } from '../cluster/programs.ts';
import type { Exchange } from '../exchange.ts';
import { expectThat, status } from '../expectations.ts';
import { unless } from '../found.ts';
import { lastWords } from '../program.ts';

const BAD_VARIABLE = 'BAD_VAR';
const SHOWS_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 500;
const ROLLOUT_LIMIT_S = 90;

/** What is done wrong to a release, and what its new pod then says or is. */
const UPGRADES = [
  { what: 'a setting that nobody knows', release: 'backend', set: `env.${BAD_VARIABLE}=fail`, shows: BAD_VARIABLE },
  { what: 'a tag that does not exist', release: 'frontend', set: 'image.tag=verify-no-such-tag', shows: 'Image' },
] as const;

interface Command {
  line: string;
  code: number | null;
  said: string;
}

export interface Upgrade {
  what: string;
  release: 'backend' | 'frontend';
  /** What the new pod has to say or to be. */
  shows: string;
  upgraded: Command;
  /** What the new pod is, or what it said. */
  said: string;
  /** Pods of before that are ready still. */
  oldReady: number;
  oldWanted: number;
  /** What clients got meanwhile. */
  answers: Exchange[];
  history: string[];
  rolledBack: Command;
  isWellAgain: boolean;
}

export interface Upgrades {
  checked: Command[];
  upgrades: Upgrade[];
}

export const aBadUpgradeStandsStill = defineCheck({
  id: 'K8S-4',
  title: 'A bad upgrade stands still, and goes back',
  runtimes: ['cluster'],
  needs: 'copy',
  timeLimitMs: 300_000,

  disturb: {
    shows: 'helm upgrade with a bad setting and a bad tag, and helm rollback',

    async gather(context): Promise<Upgrades> {
      const cluster = clusterOf(context);
      const folders = charts.map((chart) => `helm/${chart}`);
      const checked = [
        await run(cluster, ['lint', '--strict', ...folders]),
        ...(await Promise.all(
          charts.map((chart) =>
            run(cluster, ['install', chart, `helm/${chart}`, '--dry-run', '--namespace', ELSEWHERE]),
          ),
        )),
      ];
      const upgrades = await Promise.all(UPGRADES.map((each) => upgrade(context, cluster, each)));
      return { checked, upgrades };
    },

    judge: judgeUpgrades,

    saw: ({ upgrades }) =>
      `helm lint, dry-run, history, rollback; ${upgrades.map(({ what, answers }) => `${what}: the old pods answered ${answers.length} requests`).join('; ')}`,
  },
});

/** Where nothing of the same names is in the way. */
const ELSEWHERE = 'evenkeel-verify-nowhere';

async function run(cluster: ClusterApp, args: string[]): Promise<Command> {
  const { code, out, err } = await cluster.helm(args);
  return { line: `helm ${args.join(' ')}`, code, said: lastWords(err || out, 3).trim() };
}

async function upgrade(
  context: CheckContext,
  cluster: ClusterApp,
  { what, release, set, shows }: (typeof UPGRADES)[number],
): Promise<Upgrade> {
  const send = release === 'backend' ? context.backend : context.frontend;
  const pods = () => cluster.podsOf(release);
  const old = (await pods()).map(({ metadata }) => metadata.uid);
  const isOld = ({ metadata }: Pod) => old.includes(metadata.uid);
  const answers: Exchange[] = [];
  const upgraded = await run(cluster, ['upgrade', release, `helm/${release}`, '--reuse-values', '--set', set]);
  const until = context.now() + SHOWS_WITHIN_MS;
  let said = '';
  while (!said.includes(shows) && context.now() < until) {
    answers.push(await send('GET', '/api/health'));
    const fresh = (await pods()).find((pod) => !isOld(pod));
    said = fresh ? await wordsOf(cluster, fresh) : '';
    await context.pause(LOOK_EVERY_MS);
  }
  const oldReady = (await pods()).filter((pod) => isOld(pod) && isReady(pod)).length;
  const history = await historyOf(cluster, release);
  const rolledBack = await run(cluster, ['rollback', release]);
  const { code } = await cluster.kubectl([
    'rollout',
    'status',
    `deployment/${release}`,
    `--timeout=${ROLLOUT_LIMIT_S}s`,
  ]);
  answers.push(await send('GET', '/api/health'));
  return {
    what,
    release,
    shows,
    upgraded,
    said,
    oldReady,
    oldWanted: old.length,
    answers,
    history,
    rolledBack,
    isWellAgain: code === 0,
  };
}

/** Why it does not start, or its log where it has. */
async function wordsOf(cluster: ClusterApp, { metadata, status: { containerStatuses } }: Pod): Promise<string> {
  const reasons = containerStatuses.map(({ state }) => state.waiting?.reason ?? '').join(' ');
  const { out } = await cluster.kubectl(['logs', metadata.name, '--tail', '5', '--ignore-errors']);
  return `${reasons} ${out}`;
}

const revisions = z.array(z.object({ revision: z.int(), status: z.string() }));

async function historyOf(cluster: ClusterApp, release: string): Promise<string[]> {
  const args = ['history', release, '--output', 'json'];
  const said = await cluster.helm(args);
  if (said.code !== 0) throw whyItFailed('helm', args, said, cluster);
  return revisions.parse(JSON.parse(said.out)).map(({ revision, status: is }) => `${revision} ${is}`);
}

export function judgeUpgrades({ checked, upgrades }: Upgrades): Finding[] {
  return [...checked.flatMap(judgeCommand), ...upgrades.flatMap(judgeUpgrade)];
}

function judgeCommand({ line, code, said }: Command): Finding[] {
  return unless(code === 0, 'Helm takes the charts.', 'exit code 0', `${code}: ${said}`, line);
}

function judgeUpgrade(seen: Upgrade): Finding[] {
  const { what, release, shows, upgraded, said, oldReady, oldWanted, answers, history, rolledBack, isWellAgain } = seen;
  const where = upgraded.line;
  return [
    ...judgeCommand(upgraded),
    ...unless(
      said.includes(shows),
      `The new pod says what is wrong: ${what}.`,
      shows,
      said.trim().slice(-200) || 'nothing',
      where,
    ),
    ...unless(
      oldReady === oldWanted && oldWanted > 0,
      `The old pods stay: ${what}.`,
      `${oldWanted} ready`,
      `${oldReady} ready`,
      where,
    ),
    ...answers.flatMap((answer) => expectThat(`The ${release} goes on answering: ${what}.`, answer, status(200))),
    ...unless(
      history.length >= 2,
      'helm history tells of both revisions.',
      '2 or more',
      history.join(', ') || 'none',
      `helm history ${release}`,
    ),
    ...judgeCommand(rolledBack),
    ...unless(
      isWellAgain,
      `helm rollback brings back what was: ${what}.`,
      'all pods ready',
      'not ready',
      rolledBack.line,
    ),
  ];
}

import { freePort } from '../../system/ports.ts';
import { isInteractive, mustCome } from '../browser/page-actions.ts';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { composeOf, runningApps } from '../compose/app-images.ts';
import { unless } from '../found.ts';
import { askUntilReady, withProbe } from '../compose/probe.ts';
import type { Exchange } from '../exchange.ts';
import { expectThat, header, status } from '../expectations.ts';

const READY_WITHIN_MS = 10_000;
const BANNER_WITHIN_MS = 10_000;

export interface Alone {
  page: Exchange;
  ms: number;
  lines: string[];
  hasBrowser: boolean;
  banner: string;
}

export const theFrontendRunsAlone = defineCheck({
  id: 'RUN-1',
  title: 'The frontend runs alone, and says what is away',
  runtimes: ['compose'],
  turn: 'images',
  needs: 'production',
  leavesOut: ({ noBrowser }) => (noBrowser === undefined ? [] : [`the chat and the banner of its page: ${noBrowser}`]),

  async gather(context): Promise<Alone> {
    const project = composeOf(context);
    const frontend = (await runningApps(project)).find(({ app }) => app === 'frontend');
    // Nothing listens there.
    const backendUrl = `http://localhost:${await freePort()}`;
    const settings = ['--env', `NEXT_PUBLIC_BACKEND_URL=${backendUrl}`, '--env', 'BETTER_AUTH_SECRET=test'];
    const image = frontend?.image.id ?? '';
    return withProbe(project, { image, port: 3000, args: settings }, async ({ url, send, lines }) => {
      const { exchange: page, ms } = await askUntilReady(context, () => send('GET', '/'), READY_WITHIN_MS);
      const banner = context.hasBrowser && page.answer ? await bannerOf(context, url) : '';
      return { page, ms, lines: await lines(), hasBrowser: context.hasBrowser, banner };
    });
  },

  judge: judgeAlone,

  saw: ({ ms, banner }) =>
    `docker run, without a backend: the dashboard after ${(ms / 1000).toFixed(1)} s${banner === '' ? '' : `, with the chat and "${banner}"`}`,
});

export function judgeAlone({ page, ms, lines, hasBrowser, banner }: Alone): Finding[] {
  const where = `the log: ${lines.slice(-3).join(' ') || 'nothing'}`;
  const isWarning = (line: string) => /"level":"warning"/.test(line) && line.includes('BETTER_AUTH_SECRET');
  return [
    ...expectThat(
      'The dashboard is served with nothing else set.',
      page,
      status(200),
      header('content-type', /^text\/html/, 'text/html'),
    ),
    ...unless(
      ms <= READY_WITHIN_MS,
      'It is ready soon.',
      `within ${READY_WITHIN_MS / 1000} s`,
      `after ${(ms / 1000).toFixed(1)} s`,
      where,
    ),
    ...unless(
      lines.some(isWarning),
      'A weak secret is a warning in the log.',
      '"level":"warning" and BETTER_AUTH_SECRET',
      'no such line',
      where,
    ),
    ...unless(
      !hasBrowser || isAboutTheBackend(banner),
      'A banner says that no backend answers.',
      'a notice that it cannot be reached',
      banner || 'no notice',
      'the page /',
    ),
  ];
}

/** What the page says of itself, next to the place of the chat. */
async function bannerOf(context: CheckContext, url: string): Promise<string> {
  const tab = await context.openTab(url);
  await isInteractive(tab);
  const chat = tab.getByRole('region', { name: /assistant|chat/i }).first();
  await mustCome('The chat is on the dashboard, also of who is signed out.', 'the chat', tab, chat.waitFor());
  const until = performance.now() + BANNER_WITHIN_MS;
  for (;;) {
    const notices = ['status', 'alert'].map((role) => tab.getByRole(role).allTextContents());
    const said = (await Promise.all(notices)).flat().join(' ').trim();
    if (isAboutTheBackend(said) || performance.now() > until) {
      await tab.close();
      return said;
    }
    await context.pause(100);
  }
}

const isAboutTheBackend = (text: string) => /reach|away|backend|server/i.test(text);

import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { clusterOf } from '../cluster/cluster-of.ts';
import { unless } from '../found.ts';
import { lastWords } from '../program.ts';

const URL_INSIDE = 'http://backend:8000/api/health';
const WELL_WITHIN_MS = 10_000;
const AGAIN_AFTER_MS = 500;
const SCRIPT = `fetch('${URL_INSIDE}').then(async (answer) => console.log(answer.status + ' ' + await answer.text()), (error) => console.log('0 ' + error.cause?.code))`;
const COMMAND = `kubectl exec deployment/frontend -- /nodejs/bin/node -e "fetch('${URL_INSIDE}')…"`;

export interface Reached {
  /** Its last words where the program could not be run. */
  failure: string | undefined;
  /** Status and body. */
  said: string;
}

export const theFrontendReachesTheBackendByName = defineCheck({
  id: 'K8S-6',
  title: 'The frontend reaches the backend by its name',
  runtimes: ['cluster'],
  looksInto: ['frontend'],

  async gather(context): Promise<Reached> {
    // There is no curl in the image of production, and no shell.
    const node = context.target.isDevelopment ? 'node' : '/nodejs/bin/node';
    const args = ['exec', 'deployment/frontend', '--container', 'frontend', '--', node, '-e', SCRIPT];
    const late = context.now() + WELL_WITHIN_MS;
    for (;;) {
      const { code, out, err } = await clusterOf(context).kubectl(args);
      const reached = { failure: code === 0 ? undefined : lastWords(err, 2).trim(), said: out.trim() };
      // The name has led there, and how well the backend was at one moment is the matter of another check.
      if (!reached.said.startsWith('503') || context.now() > late) return reached;
      await context.pause(AGAIN_AFTER_MS);
    }
  },

  judge: judgeReached,

  saw: ({ said }) => `${URL_INSIDE} from a pod of the frontend: ${said.slice(0, 60)}`,
});

export function judgeReached({ failure, said }: Reached): Finding[] {
  if (failure !== undefined)
    return unless(false, 'A program can be run in a pod of the frontend.', 'its output', failure, COMMAND);
  const isWell = said.startsWith('200 {"status":"ok"');
  return unless(
    isWell,
    'A pod of the frontend reaches the backend by its name.',
    '200 {"status":"ok",…}',
    said.slice(0, 200) || 'nothing',
    COMMAND,
  );
}

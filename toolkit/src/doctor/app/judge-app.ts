import type { Judgement } from '../check.ts';
import { fail, pass, unknown } from '../check.ts';
import { appChecks } from './checks/index.ts';
import type { gatherApp } from './gather.ts';

/** What `doctor --cluster` says: which cluster was looked at, and what was found there. */
export function judgeApp(app: Awaited<ReturnType<typeof gatherApp>>): (Judgement & { name: string })[] {
  const name = 'cluster-is-local';
  if ('problem' in app) return [{ name, ...unknown(app.problem.message.replace(/\.$/, ''), app.problem.next) }];
  if ('notMeant' in app) {
    const found = `${app.notMeant} is no local cluster, so the app there was not looked at`;
    return [
      {
        name,
        ...fail(
          found,
          'Choose a local one: `kubectl config use-context NAME`. If it is meant: EVENKEEL_RUNTIME=cluster before the command.',
        ),
      },
    ];
  }
  const { context, kind, namespace } = app;
  const what = kind === undefined ? 'not local, and named by EVENKEEL_RUNTIME' : `local (${kind})`;
  return [
    { name, ...pass(`${context} is ${what}; namespace ${namespace}`) },
    ...appChecks.map((check) => ({ name: check.name, ...check.judge(app) })),
  ];
}

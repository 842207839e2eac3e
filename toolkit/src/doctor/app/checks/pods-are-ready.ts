import { fail, pass, unknown } from '../../check.ts';
import type { AppCheck, ClusterApp, PodFact } from '../cluster-app.ts';
import { whereOf } from '../cluster-app.ts';
import { imageFix, loadCommand } from '../load-image.ts';

/** A pod that says nothing is wrong is given this long: the slowest part migrates a database first. */
const PATIENCE_S = 60;

export const podsAreReady: AppCheck = {
  name: 'pods-are-ready',
  judge: (app) => {
    const { pods } = app;
    if (!pods) return unknown('the pods could not be asked for', `See why: kubectl ${whereOf(app)} get pods`);
    const stuck = pods.filter((pod) => !pod.isReady && (pod.reason !== '' || pod.ageSeconds > PATIENCE_S));
    const starting = pods.filter((pod) => !pod.isReady && !stuck.includes(pod));
    if (stuck.length > 0) {
      const lines = stuck.map(({ name, reason, message }) =>
        [name, reason || 'not ready', message].filter(Boolean).join(': '),
      );
      return fail(lines.join('\n'), [...new Set(stuck.map((pod) => fixOf(app, pod)))].join('\n'));
    }
    if (starting.length > 0) {
      const names = starting.map(({ name }) => name).join(', ');
      return unknown(`${names}: still starting`, 'Ask again in a minute.');
    }
    return pass(pods.length === 0 ? `nothing is installed in ${app.namespace}` : `${pods.length} of ${pods.length}`);
  },
};

function fixOf(app: ClusterApp, { name, reason, message, image = 'IMAGE' }: PodFact): string {
  const where = whereOf(app);
  if (reason === 'CreateContainerConfigError' && /secret/i.test(message)) {
    return `Make the Secret: \`npx evenkeel secrets --kubernetes ${where}\`.`;
  }
  if (/^(ErrImage|ImagePull|InvalidImage)/.test(reason)) {
    const built = app.images.find((each) => each.name === image);
    if (built) return `Bring the image there: \`${imageFix(app, built)}\`.`;
    return `Look whether there is such an image: ${image}. If it is on this machine: \`${loadCommand(app, image) || `docker pull ${image}`}\`.`;
  }
  if (/Unschedulable|FailedScheduling/.test(reason)) return `Make room: \`kubectl describe nodes\` shows who has it.`;
  const previous = /CrashLoopBackOff|Error|OOMKilled/.test(reason) ? ' --previous' : '';
  const shows = /^(Failed|Create|RunContainer)/.test(reason) ? `describe pod ${name}` : `logs ${name}${previous}`;
  return `See why: \`kubectl ${where} ${shows}\`.`;
}

import { fail, pass, unknown } from '../../check.ts';
import type { AppCheck } from '../cluster-app.ts';
import { whereOf } from '../cluster-app.ts';

export const nodePortsAreOurs: AppCheck = {
  name: 'node-ports-are-ours',
  judge: (app) => {
    const { ports, namespace } = app;
    if (!ports) {
      return unknown(
        'which Services have NodePorts could not be told',
        `See why: kubectl ${whereOf(app)} auth can-i list services --all-namespaces`,
      );
    }
    const taken = ports.filter(({ service, holder }) => holder !== undefined && holder !== `${namespace}/${service}`);
    if (taken.length > 0) {
      return fail(
        taken.map(({ port, service, holder }) => `${port}, for ${service}, is the NodePort of ${holder}`).join('; '),
        `Give ${taken.length > 1 ? 'them' : 'it'} another one (\`--set service.nodePort=…\` of the chart), or take that Service away.`,
      );
    }
    const lines = ports.map(
      ({ port, service, holder }) => `${port} (${service}${holder === undefined ? ', free' : ''})`,
    );
    return pass(lines.join(', ') || 'none is wanted');
  },
};

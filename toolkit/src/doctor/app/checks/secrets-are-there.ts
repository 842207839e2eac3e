import { fail, pass, unknown } from '../../check.ts';
import type { AppCheck } from '../cluster-app.ts';
import { whereOf } from '../cluster-app.ts';

/** A pod whose Secret or key is missing waits for it, and says so in its status alone. */
export const secretsAreThere: AppCheck = {
  name: 'secrets-are-there',
  judge: (app) => {
    const { secrets, namespace } = app;
    if (!secrets) {
      return unknown('the Secrets could not be read', `See why: kubectl ${whereOf(app)} auth can-i get secrets`);
    }
    const wrong = secrets.filter(({ missing }) => missing.length > 0);
    if (wrong.length === 0) return pass(secrets.map(({ secret }) => secret).join(', ') || 'none is declared');
    const lines = wrong.map(({ secret, isThere, missing }) =>
      isThere ? `${secret} lacks ${missing.join(', ')}` : `there is no ${secret}`,
    );
    return fail(
      `in the namespace ${namespace} ${lines.join('; ')}`,
      `Run \`npx evenkeel secrets --kubernetes ${whereOf(app)}\`: it makes what is missing.`,
    );
  },
};

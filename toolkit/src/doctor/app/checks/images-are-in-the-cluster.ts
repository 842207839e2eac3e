import { fail, pass, unknown } from '../../check.ts';
import type { AppCheck } from '../cluster-app.ts';
import { imageFix } from '../load-image.ts';

/** Nobody can pull what was never pushed: an image that is built here has to be brought there. */
export const imagesAreInTheCluster: AppCheck = {
  name: 'images-are-in-the-cluster',
  judge: (app) => {
    const missing = app.images.filter(({ isThere }) => isThere === false);
    const untold = app.images.filter(({ isThere }) => isThere === undefined);
    const names = (images: typeof missing) => images.map(({ name }) => name).join(', ');
    const fixes = (images: typeof missing) => images.map((image) => `Run \`${imageFix(app, image)}\`.`).join('\n');
    if (missing.length > 0) return fail(`${app.context} does not have ${names(missing)}`, fixes(missing));
    if (untold.length > 0) {
      return unknown(
        `whether ${app.context} has ${names(untold)} could not be told: nodes name only some of their images`,
        `If a pod says ErrImagePull or ImagePullBackOff:\n${fixes(untold)}`,
      );
    }
    return pass(names(app.images) || 'none is built from this project');
  },
};

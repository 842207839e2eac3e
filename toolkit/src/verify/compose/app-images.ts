import type { CheckContext } from '../check.ts';
import { CannotTell } from '../check.ts';
import type { Container } from './container.ts';
import type { Image } from './image.ts';
import { inspectImage } from './image.ts';
import type { ComposeProject } from './project.ts';

/** The Compose project that a check of Compose alone looks at. */
export function composeOf({ compose }: Pick<CheckContext, 'compose'>): ComposeProject {
  if (!compose) throw new Error('This check is for Compose alone.');
  return compose;
}

export const apps = ['frontend', 'backend'] as const;
export type App = (typeof apps)[number];

export interface Running {
  app: App;
  container: Container;
  image: Image;
}

/** The frontend and the backend with their images. */
export async function runningApps(project: ComposeProject): Promise<Running[]> {
  const containers = await project.containers();
  return Promise.all(
    apps.map(async (app) => {
      const container = containers.find(({ service }) => service === app);
      if (!container) throw new CannotTell(`the ${app} runs in no container of ${project.name}`);
      return { app, container, image: await inspectImage(project, container.imageId) };
    }),
  );
}

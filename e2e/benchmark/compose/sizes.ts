import type { Bench } from './bench.ts';
import type { Figure } from '../figures.ts';

const BASE = 'gcr.io/distroless/nodejs24-debian13:nonroot';

/** What the images have besides the base, which every image of the machine shares. */
export async function sizes({ ask, project, run }: Bench): Promise<Figure[]> {
  await (await project('sizes', 'run')).demand(['build']);
  const command = "docker image inspect --format '{{.Size}}'";
  const size = async (image: string) => Number(await ask('image', 'inspect', '--format', '{{.Size}}', image));
  const base = await size(BASE);
  const figure = async (kind: string, limit: string): Promise<Figure> => {
    const whole = await size(`${run.name}-${kind}:run`);
    return {
      what: `${kind} image, own layers`,
      limit,
      measured: `${((whole - base) / 1e6).toFixed(1)} MB (${(whole / 1e6).toFixed(0)} MB in all)`,
      command: `${command} todo-${kind}:run, less that of ${BASE}`,
    };
  };
  return [await figure('frontend', '28 MB'), await figure('backend', '16 MB')];
}

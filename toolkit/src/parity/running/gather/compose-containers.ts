import { z } from 'zod';
import { thisMachine } from '../../../doctor/machine.ts';
import type { Environment } from '../../../environment.ts';
import { composeIsDown } from '../../../runtime/compose.ts';
import { explainComplaint } from '../../../runtime/compose-complaint.ts';
import { COMPOSE_LIMIT_MS, dockerCompose } from '../../../runtime/docker-compose.ts';
import type { Answer } from '../../../system/ask.ts';
import { askBriefly } from '../../../system/ask.ts';
import type { Service, Unknown } from '../../model.ts';
import type { Containers, RunningImage } from '../snapshot.ts';
import { keyOf } from '../snapshot.ts';
import type { Inside } from './from-inside.ts';
import { QUESTIONS, readInside, withInside, withoutOwn } from './from-inside.ts';
import type { Inspected, InspectedImage } from './inspected.ts';
import {
  hasDoneItsWork,
  placeOf,
  readContainers,
  readImages,
  runningImageOf,
  serviceName,
  serviceOf,
} from './inspected.ts';

const LIMITS = { limitMs: 5000, limitCharacters: 8_000_000 };

export interface ComposeContainers extends Containers {
  project: string;
}

/**
 * The containers of the project that Docker Compose runs in a folder, as they are.
 * @throws KnownProblem where it does not run, or that cannot be told
 */
export async function composeContainers(root: string, environment: Environment): Promise<ComposeContainers> {
  const listed = await dockerCompose({ root }, environment, ['ps', '--all', '--format', 'json'], LIMITS);
  const rows = listed.kind === 'ended' && listed.code === 0 ? parseRows(listed.out) : undefined;
  if (!rows) throw explainComplaint(listed, thisMachine(), COMPOSE_LIMIT_MS).problem;
  if (!rows.some(({ State }) => State === 'running')) throw composeIsDown();
  const docker = async (...words: string[]) =>
    (await askBriefly(['docker', ...words], root, { ...environment, LC_ALL: 'C' }, LIMITS)).answer;
  const containers = onePerService(
    readContainers(textOf(await docker('container', 'inspect', ...rows.map(({ ID }) => ID)))),
  );
  const images = await imagesOf(containers, docker);
  const unknown: Unknown[] = [];
  const found = await Promise.all(
    containers.map(async (container): Promise<[Service, RunningImage]> => {
      const image = images.get(container.Image);
      const inside = container.State.Status === 'running' ? await lookInside(docker, container.Id) : undefined;
      if (container.State.Status !== 'running' && !hasDoneItsWork(container)) unknown.push(hasFailed(container));
      const service = serviceOf(container, image);
      const ofImage = new Set((image?.Config?.Env ?? []).map((entry) => entry.split('=')[0] ?? ''));
      const seen = inside ? withInside(service, inside, { ofImage, ofSecrets: new Set() }) : withoutOwn(service);
      return [seen, runningImageOf(container, image)];
    }),
  );
  return {
    project: rows[0]?.Project ?? '',
    side: {
      name: 'compose',
      services: found.map(([service]) => service),
      otherNames: [],
      unknown,
      isPartial: false,
      unread: [],
    },
    images: new Map(found.map(([service, image]) => [keyOf(service), image])),
  };
}

const row = z.object({ ID: z.string(), Project: z.string(), State: z.string() });

/** An object a line, one array before Compose 2.21. */
function parseRows(text: string): z.output<typeof row>[] | undefined {
  try {
    const whole = text.trim();
    const values: unknown = JSON.parse(whole.startsWith('[') ? whole : `[${whole.split('\n').join(',')}]`);
    return z.array(row).parse(values);
  } catch {
    return undefined;
  }
}

/** Of several replicas, the first that runs. */
function onePerService(containers: Inspected[]): Inspected[] {
  const running = containers.toSorted(
    (a, b) => Number(b.State.Status === 'running') - Number(a.State.Status === 'running'),
  );
  return [
    ...new Map(running.toReversed().map((container) => [serviceName(container), container])).values(),
  ].toReversed();
}

type Docker = (...words: string[]) => Promise<Answer>;

/** An image may be gone while its container runs on: then the container alone tells. */
async function imagesOf(containers: Inspected[], docker: Docker): Promise<Map<string, InspectedImage>> {
  const ids = [...new Set(containers.map(({ Image }) => Image))];
  const answers = await Promise.all(ids.map((id) => docker('image', 'inspect', id)));
  return new Map(
    answers.flatMap((answer, index) => {
      const [image] = answer.kind === 'ended' && answer.code === 0 ? readImages(answer.out) : [];
      return image ? [[ids[index] ?? '', image] as const] : [];
    }),
  );
}

/** Asks one program after the other, until one is there. */
async function lookInside(docker: Docker, id: string): Promise<Inside | undefined> {
  for (const words of QUESTIONS) {
    const answer = await docker('exec', id, ...words);
    const inside = answer.kind === 'ended' && answer.code === 0 ? readInside(answer.out) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

function textOf(answer: Answer): string {
  if (answer.kind === 'ended' && answer.code === 0) return answer.out;
  throw explainComplaint(answer, thisMachine(), LIMITS.limitMs).problem;
}

function hasFailed(container: Inspected): Unknown {
  const name = serviceName(container);
  const { Status, ExitCode } = container.State;
  const how = Status === 'exited' ? `has ended with ${ExitCode}` : `is ${Status}`;
  return { at: placeOf(container), part: name, message: `${name} ${how}: docker compose logs ${name}` };
}

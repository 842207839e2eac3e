import { relative, resolve } from 'node:path';
import { z } from 'zod';
import type { KubeObject } from '../kubernetes/objects.ts';
import { objectsOf } from '../kubernetes/objects.ts';
import type { Place, Unknown } from '../model.ts';
import { readYaml } from '../yaml/located.ts';
import type { Tiltfile } from './evaluate.ts';

/** What a Tiltfile makes of a repository. */
export interface Tilted {
  file: string;
  isTold: boolean;
  resources: Resource[];
  /** All objects that it applies. */
  objects: KubeObject[];
  unknown: Unknown[];
  /**
   * The first line of the Tiltfile that has one of these: a text in quotes, or a call. Tilt does not say where in the
   * Tiltfile something comes from.
   */
  place: (...wanted: (string | RegExp)[]) => Place;
  /** What a reader has to know: that code was run, or why not. */
  note: string;
}

/** A row of Tilt's page. */
export interface Resource {
  name: string;
  at: Place;
  /** Of the objects that it applies, those that run something: Kind/name. */
  workloads: string[];
  /** The service of a compose file that it runs. */
  service: string | undefined;
  after: string[];
  forwards: { local: number; container: number }[];
  builds: TiltBuild[];
}

export interface TiltBuild {
  at: Place;
  image: string;
  /** Paths from the current folder. */
  context: string;
  /** undefined: the Tiltfile itself has its text. */
  dockerfile: string | undefined;
  target: string | undefined;
  args: Map<string, string>;
  syncs: { path: string; target: string }[];
  /** What is edited there runs a command in the container. */
  runs: string[];
  /** What is edited there makes a new image, whatever else is synced. */
  fallbacks: string[];
}

const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);

const liveUpdate = z.looseObject({
  basePath: z.string().default(''),
  syncs: list(z.looseObject({ localPath: z.string(), containerPath: z.string() })),
  execs: list(z.looseObject({ triggerPaths: list(z.string()) })),
  stopPaths: list(z.string()),
});

const manifest = z.looseObject({
  Name: z.string(),
  ResourceDependencies: list(z.string()),
  ImageTargets: list(
    z.looseObject({
      selector: z.string().default(''),
      LiveUpdateSpec: liveUpdate.optional(),
      BuildDetails: z
        .looseObject({
          context: z.string().default(''),
          dockerfileContents: z.string().default(''),
          target: z.string().optional(),
          args: list(z.string()),
        })
        .nullish(),
    }),
  ),
  DeployTarget: z
    .looseObject({
      yaml: z.string().default(''),
      portForwardTemplateSpec: z
        .looseObject({
          forwards: list(z.looseObject({ localPort: z.number().default(0), containerPort: z.number().default(0) })),
        })
        .optional(),
      Spec: z.looseObject({ service: z.string().optional() }).optional(),
    })
    .nullish(),
});

const result = z.looseObject({ Manifests: list(manifest), ConfigFiles: list(z.string()) });
type Manifest = z.output<typeof manifest>;

/** What a Tiltfile that was not evaluated gives. */
export function nothing({ file, isTold }: Pick<Tiltfile, 'file' | 'isTold'>): Tilted {
  return { file, isTold, resources: [], objects: [], unknown: [], place: () => ({ file, line: 1 }), note: '' };
}

/**
 * Reads what `tilt alpha tiltfile-result` answers.
 * @param read the text of a file; undefined where there is none
 */
export function readTiltResult(
  json: string,
  tiltfile: Pick<Tiltfile, 'file' | 'isTold'>,
  read: (path: string) => string | undefined,
): Tilted {
  const { file } = tiltfile;
  const text = read(file) ?? '';
  const place: Tilted['place'] = (...wanted) => placeOf(text, file, wanted);
  const found: Tilted = { ...nothing(tiltfile), place, note: `evaluated ${file} by tilt` };
  const parsed = result.safeParse(parseJson(json));
  if (!parsed.success) {
    const message = "tilt's answer is not understood: it may be another version than the one this was written for";
    return { ...found, unknown: [{ at: { file, line: 1 }, message }] };
  }
  const dockerfiles = parsed.data.ConfigFiles.filter((path) => /docker/i.test(path)).map((path) => ({
    path: relative('.', path),
    text: read(path),
  }));
  for (const each of parsed.data.Manifests) {
    const at = place(...rowsOf(each.Name), each.Name);
    const { documents } = readYaml(each.DeployTarget?.yaml ?? '', file, { uniqueKeys: false, locate: () => at });
    const objects = documents.flatMap(objectsOf);
    found.objects.push(...objects);
    found.resources.push({
      name: each.Name,
      at,
      workloads: objects.map(({ kind, name }) => `${kind}/${name}`),
      service: each.DeployTarget?.Spec?.service,
      after: each.ResourceDependencies,
      forwards: (each.DeployTarget?.portForwardTemplateSpec?.forwards ?? []).map(({ localPort, containerPort }) => ({
        local: localPort,
        container: containerPort,
      })),
      builds: buildsOf(each, place).map(({ contents, ...build }) => ({
        ...build,
        dockerfile: dockerfiles.find((dockerfile) => dockerfile.text === contents)?.path,
      })),
    });
  }
  return found;
}

/** Lines that are about a resource: a call that names it, a row of a table that it is the key of. */
function rowsOf(resource: string): RegExp[] {
  const name = `["']${resource.replaceAll(/\W/g, String.raw`\$&`)}["']`;
  return [new RegExp(String.raw`_resource\(\s*(?:\w+\s*=\s*)?${name}`), new RegExp(String.raw`^\s*${name}\s*:`)];
}

function buildsOf({ Name, ImageTargets }: Manifest, place: Tilted['place']) {
  return ImageTargets.flatMap(({ selector, BuildDetails: details, LiveUpdateSpec: live }) => {
    // Without a Dockerfile it is built by Compose, or by a command that nobody can look into.
    if (!details || details.dockerfileContents === '') return [];
    const seen = (path: string) => relative('.', resolve(live?.basePath ?? '', path)) || '.';
    return [
      {
        at: place(selector, /docker_build(?:_with_restart)?\(/, Name),
        image: selector,
        context: relative('.', details.context) || '.',
        contents: details.dockerfileContents,
        target: details.target,
        args: new Map(details.args.map((arg) => [arg.split('=', 1)[0] ?? '', arg.slice(arg.indexOf('=') + 1)])),
        syncs: (live?.syncs ?? []).map(({ localPath, containerPath }) => ({
          path: seen(localPath),
          target: containerPath,
        })),
        runs: (live?.execs ?? []).flatMap(({ triggerPaths }) => triggerPaths.map(seen)),
        fallbacks: (live?.stopPaths ?? []).map(seen),
      },
    ];
  });
}

function placeOf(text: string, file: string, wanted: (string | RegExp)[]): Place {
  const lines = text.split('\n');
  const has = (line: string, each: string | RegExp) =>
    typeof each === 'string' ? line.includes(`'${each}'`) || line.includes(`"${each}"`) : each.test(line);
  const index = wanted
    .map((each) => lines.findIndex((line) => !/^\s*#/.test(line) && has(line, each)))
    .find((at) => at >= 0);
  return { file, line: (index ?? 0) + 1 };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import { capability } from '../../compose/services.ts';
import type { Mount, Place, Port, Service, Variable } from '../../model.ts';
import type { RunningImage } from '../snapshot.ts';

const LABEL = 'com.docker.compose.service';

const engineContainer = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  State: z.object({ Status: z.string(), ExitCode: z.int() }),
  Config: z.object({
    Image: z.string(),
    User: z.string().default(''),
    Env: z.array(z.string()).nullish(),
    Labels: z.record(z.string(), z.string()).default({}),
    ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
  }),
  HostConfig: z.object({
    ReadonlyRootfs: z.boolean().default(false),
    Privileged: z.boolean().default(false),
    CapAdd: z.array(z.string()).nullish(),
    CapDrop: z.array(z.string()).nullish(),
    Tmpfs: z.record(z.string(), z.string()).nullish(),
  }),
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Name: z.string().default(''),
        Source: z.string().default(''),
        Destination: z.string(),
        RW: z.boolean().default(true),
      }),
    )
    .default([]),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()).nullish(),
    Networks: z.record(z.string(), z.object({ Aliases: z.array(z.string()).nullish() })).nullish(),
  }),
});

const engineImage = z.object({
  Id: z.string(),
  RepoDigests: z.array(z.string()).nullish(),
  Config: z.object({ Env: z.array(z.string()).nullish() }).nullish(),
});

export type Inspected = z.output<typeof engineContainer>;
export type InspectedImage = z.output<typeof engineImage>;

/** Reads `docker container inspect`. */
export const readContainers = (text: string): Inspected[] => z.array(engineContainer).parse(JSON.parse(text));

/** Reads `docker image inspect`. */
export const readImages = (text: string): InspectedImage[] => z.array(engineImage).parse(JSON.parse(text));

export const serviceName = ({ Config, Name }: Inspected): string => Config.Labels[LABEL] ?? Name.replace(/^\//, '');

/** What a container is, as the engine knows it, in the words of parity. */
export function serviceOf(said: Inspected, image: InspectedImage | undefined): Service {
  const { Config: config, HostConfig: host, State: state } = said;
  const at = placeOf(said);
  const name = serviceName(said);
  const aliases = Object.values(said.NetworkSettings.Networks ?? {}).flatMap(({ Aliases }) => Aliases ?? []);
  return {
    side: 'compose',
    name,
    kind: 'service',
    container: name,
    at,
    hostNames: [...new Set([name, ...aliases.filter((alias) => !said.Id.startsWith(alias))])],
    isOptional: false,
    runsOnce: hasDoneItsWork(said),
    isInit: false,
    image: { value: config.Image, at },
    build: undefined,
    entrypoint: undefined,
    command: undefined,
    variables: variablesOf(config.Env ?? [], image?.Config?.Env ?? [], at),
    unread: [],
    ports: portsOf(said, at),
    mounts: mountsOf(said, at),
    probes: [],
    isHealthDisabled: false,
    limits: {},
    security: {
      user: { value: config.User === '' ? '0' : config.User, at },
      isPrivileged: { value: host.Privileged, at },
      isReadOnlyRoot: { value: host.ReadonlyRootfs, at },
      capAdd: { value: (host.CapAdd ?? []).map(capability), at },
      capDrop: { value: (host.CapDrop ?? []).map(capability), at },
    },
    replicas: undefined,
    watch: [],
    after: [],
    ...(state.Status === 'running' && { runsOnce: false }),
  };
}

/** One that has ended well was to end. */
export const hasDoneItsWork = ({ State: state }: Inspected): boolean =>
  state.Status === 'exited' && state.ExitCode === 0;

export const placeOf = ({ Name }: Inspected): Place => ({ file: `container ${Name.replace(/^\//, '')}`, line: 0 });

export function runningImageOf({ Image, Config }: Inspected, image: InspectedImage | undefined): RunningImage {
  const manifests = (image?.RepoDigests ?? []).map((text) => text.slice(text.indexOf('@') + 1));
  return { name: Config.Image, id: Image, manifests };
}

function variablesOf(own: string[], ofImage: string[], at: Place): Map<string, Variable> {
  const given = new Set(ofImage);
  return new Map(
    own.map((entry) => {
      const end = entry.indexOf('=');
      return [entry.slice(0, end), { at, value: entry.slice(end + 1), from: given.has(entry) ? 'image' : 'text' }];
    }),
  );
}

function portsOf({ Config, NetworkSettings }: Inspected, at: Place): Port[] {
  const published = NetworkSettings.Ports ?? {};
  const all = new Set([...Object.keys(Config.ExposedPorts ?? {}), ...Object.keys(published)]);
  return [...all].flatMap((text): Port[] => {
    const [number = '', protocol = 'tcp'] = text.split('/');
    const port = { at, number: Number(number), protocol: protocol as Port['protocol'] };
    const outside = (published[text] ?? []).map(({ HostPort }) => Number(HostPort)).filter((each) => each > 0);
    if (outside.length === 0) return [{ ...port, isPublished: false, isOfImage: true }];
    return [...new Set(outside)].map((each) => ({ ...port, isPublished: true, published: each }));
  });
}

/** A volume that nobody has named is gone with its container. */
const ANONYMOUS = /^[0-9a-f]{64}$/;
const KINDS: Record<string, Mount['kind']> = { bind: 'host', tmpfs: 'passing', npipe: 'host', image: 'given' };

function mountsOf({ Mounts, HostConfig }: Inspected, at: Place): Mount[] {
  const tmpfs = Object.keys(HostConfig.Tmpfs ?? {}).map((target): Mount => ({
    at,
    target,
    kind: 'passing',
    source: 'tmpfs',
    isReadOnly: false,
  }));
  return [
    ...Mounts.map(({ Type, Name, Source, Destination, RW }): Mount => {
      const isAnonymous = ANONYMOUS.test(Name);
      // Compose gives secrets of the file system as files of the machine.
      const isSecret = Type === 'bind' && Destination.startsWith('/run/secrets/');
      const kind = isSecret ? 'given' : isAnonymous ? 'anonymous' : (KINDS[Type] ?? 'kept');
      const source = isAnonymous ? 'an anonymous volume' : Name || Source;
      return { at, target: Destination, kind, source, isReadOnly: !RW };
    }),
    ...tmpfs,
  ];
}

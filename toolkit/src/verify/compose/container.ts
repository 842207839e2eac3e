import { z } from 'zod';

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';

const inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  RestartCount: z.int(),
  State: z.object({
    Status: z.string(),
    ExitCode: z.int(),
    Pid: z.int(),
    StartedAt: z.string(),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  Config: z.object({
    Image: z.string(),
    User: z.string(),
    Env: z.array(z.string()).nullable(),
    Cmd: z.array(z.string()).nullable(),
    Labels: z.record(z.string(), z.string()),
  }),
  HostConfig: z.object({
    ReadonlyRootfs: z.boolean(),
    CapAdd: z.array(z.string()).nullable(),
    CapDrop: z.array(z.string()).nullable(),
    SecurityOpt: z.array(z.string()).nullable(),
    Privileged: z.boolean(),
    Memory: z.int(),
    NanoCpus: z.int(),
    PidsLimit: z.int().nullish(),
    Init: z.boolean().nullish(),
    RestartPolicy: z.object({ Name: z.string() }),
    LogConfig: z.object({ Config: z.record(z.string(), z.string()).nullish() }),
  }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable()).nullish(),
  }),
});

export interface Published {
  /** Inside the container. */
  port: number;
  hostIp: string;
  hostPort: number;
}

/** What the engine says about a container. */
export interface Container {
  id: string;
  name: string;
  project: string;
  service: string;
  /** Of the image that it was made of; the name is what the compose file says. */
  imageId: string;
  image: string;
  command: string[];
  user: string;
  status: string;
  exitCode: number;
  /** undefined: it has no healthcheck. */
  health: string | undefined;
  pid: number;
  startedAt: string;
  restartCount: number;
  restartPolicy: string;
  hasInit: boolean;
  environment: Record<string, string>;
  published: Published[];
  isReadOnly: boolean;
  isPrivileged: boolean;
  capAdd: string[];
  capDrop: string[];
  securityOptions: string[];
  memoryLimit: number;
  cpuLimit: number;
  pidsLimit: number;
  /** Limits the size of its log. */
  logLimits: Record<string, string>;
}

/** Reads the JSON of `docker container inspect`. */
export function readContainers(text: string): Container[] {
  return z.array(inspected).parse(JSON.parse(text)).map(toContainer);
}

function toContainer(said: z.output<typeof inspected>): Container {
  const { State: state, Config: config, HostConfig: host } = said;
  return {
    id: said.Id,
    name: said.Name.replace(/^\//, ''),
    project: config.Labels[PROJECT] ?? '',
    service: config.Labels[SERVICE] ?? '',
    imageId: said.Image,
    image: config.Image,
    command: config.Cmd ?? [],
    user: config.User,
    status: state.Status,
    exitCode: state.ExitCode,
    health: state.Health?.Status,
    pid: state.Pid,
    startedAt: state.StartedAt,
    restartCount: said.RestartCount,
    restartPolicy: host.RestartPolicy.Name,
    hasInit: host.Init === true,
    environment: Object.fromEntries((config.Env ?? []).map(halves)),
    published: publishedBy(said.NetworkSettings.Ports ?? {}),
    isReadOnly: host.ReadonlyRootfs,
    isPrivileged: host.Privileged,
    capAdd: host.CapAdd ?? [],
    capDrop: host.CapDrop ?? [],
    securityOptions: host.SecurityOpt ?? [],
    memoryLimit: host.Memory,
    cpuLimit: host.NanoCpus / 1e9,
    pidsLimit: host.PidsLimit ?? 0,
    logLimits: host.LogConfig.Config ?? {},
  };
}

function publishedBy(ports: NonNullable<z.output<typeof inspected>['NetworkSettings']['Ports']>): Published[] {
  return Object.entries(ports).flatMap(([port, places]) =>
    (places ?? []).map(({ HostIp: hostIp, HostPort }) => ({
      port: Number.parseInt(port, 10),
      hostIp,
      hostPort: Number(HostPort),
    })),
  );
}

function halves(entry: string): [string, string] {
  const at = entry.indexOf('=');
  return [entry.slice(0, at), entry.slice(at + 1)];
}

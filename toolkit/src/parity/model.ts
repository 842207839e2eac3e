/** Where something stands, for editors: a file as the user names it, and a line from 1. */
export interface Place {
  file: string;
  line: number;
}

export interface Sourced<T> {
  value: T;
  at: Place;
}

export type SideName = 'compose' | 'cluster';

/** A variable that a program finds in its environment. */
export interface Variable {
  /** Of its value. */
  at: Place;
  /** Of its name, where that stands elsewhere. */
  namedAt?: Place;
  /** undefined: what it is cannot be told from the files. */
  value: string | undefined;
  /** What gives it: the file's text, a Secret, a config map, a file of variables, the pod itself, the machine's environment, the image. */
  from: 'text' | 'secret' | 'config' | 'file' | 'field' | 'shell' | 'image';
  /** The Secret or config map and its key, as people name it. */
  reference?: string;
  /** The config map, the Secret or the file of which everything is given to the program. */
  comesWith?: string;
  /** It may be missing: the program gets it only where there is one. */
  isOptional?: boolean;
  /** Another one, an argument or the compose file is made of it: $(NAME), ${NAME}. */
  isPutIn?: boolean;
  /** What it refers to is made by the same files, without the key that it wants. */
  isMissing?: boolean;
}

/** A port that a container listens on, and how others come to it. */
export interface Port {
  at: Place;
  /** Of the container. */
  number: number;
  protocol: 'tcp' | 'udp' | 'sctp';
  /** Others outside of the network reach it: Compose publishes it, or a Service leads to it. */
  isPublished: boolean;
  /** The number by which they do. */
  published?: number | undefined;
  /** Under which number others in the network reach it, where that is another: by a Service. */
  servicePort?: number | undefined;
  /** Only the image says so, by EXPOSE. */
  isOfImage?: boolean;
}

export interface Mount {
  at: Place;
  /** The path in the container. */
  target: string;
  /**
   * kept: outlives its container, and is written; host: a folder of the machine; given: files of a config or a secret;
   * passing: empty at first, and gone with its container; anonymous: so, too, but with what the image has there.
   */
  kind: 'kept' | 'host' | 'given' | 'passing' | 'anonymous';
  /** As the file calls it; a folder of the machine as it is seen from the current folder. */
  source: string;
  isReadOnly: boolean;
  /** The line of the Dockerfile that puts the same files into the image. */
  copiedAt?: Place;
}

/** How somebody sees whether a program is well. */
export type Look =
  | { kind: 'http'; port: number | undefined; path: string }
  | { kind: 'tcp'; port: number | undefined }
  | { kind: 'exec'; words: string[] };

export interface Probe {
  at: Place;
  /** `health` is Compose's; it stands for all three of a pod. */
  role: 'health' | 'liveness' | 'readiness' | 'startup';
  look: Look;
}

export interface Build {
  at: Place;
  /** Folders and files from the current folder. */
  context: string;
  dockerfile: string;
  target: string | undefined;
  /** Build arguments; undefined: the value is the shell's. */
  args: Map<string, Sourced<string | undefined>>;
}

/** What an edit of a file does while the program runs: sync, rebuild, restart, sync+restart, sync+exec. */
export interface Watch {
  at: Place;
  action: string;
  /** From the current folder. */
  path: string;
  target: string | undefined;
}

/** What has to be there before a service starts. */
export interface After {
  at: Place;
  name: string;
  /** started: only begun; healthy: its probe says so; completed: it has ended well. */
  condition: 'started' | 'healthy' | 'completed';
}

/** Upper limits, in CPUs and bytes. */
export interface Limits {
  cpu?: Sourced<number>;
  memory?: Sourced<number>;
}

export interface Security {
  user?: Sourced<string>;
  isPrivileged?: Sourced<boolean>;
  isReadOnlyRoot?: Sourced<boolean>;
  capAdd?: Sourced<string[]>;
  capDrop?: Sourced<string[]>;
}

/** One container as one side runs it. */
export interface Service {
  side: SideName;
  /** Compose's service, or the workload. */
  name: string;
  /** `service`, or the kind of the workload. */
  kind: string;
  /** Of the pod's containers, which. */
  container: string;
  at: Place;
  /** Names by which others reach it in the network. */
  hostNames: string[];
  /** Only started when asked for. */
  isOptional: boolean;
  /** It ends by itself when its work is done. */
  runsOnce: boolean;
  /** It ends before the other containers of its pod begin. */
  isInit: boolean;
  image: Sourced<string> | undefined;
  build: Build | undefined;
  /** Where its image is most likely built, though the file does not say it. */
  likelyBuild?: Build;
  entrypoint: Sourced<string[]> | undefined;
  command: Sourced<string[]> | undefined;
  variables: Map<string, Variable>;
  /** Where more variables may come from that cannot be read, in words. */
  unread: Sourced<string>[];
  ports: Port[];
  mounts: Mount[];
  probes: Probe[];
  /** What its image says of its health is not to be used. */
  isHealthDisabled: boolean;
  limits: Limits;
  security: Security;
  replicas: Sourced<number> | undefined;
  /** Only Compose says these by itself; in a cluster a Tiltfile may. */
  watch: Watch[];
  after: After[];
}

/** What could not be read. */
export interface Unknown {
  at: Place;
  message: string;
  /** The name of what was not read, where that is one part with bounds: whatever else is not there is missing. */
  part?: string;
}

/** One of the two worlds. */
export interface Side {
  name: SideName;
  services: Service[];
  /** Names that resolve in its network, besides those of the services. */
  otherNames: string[];
  unknown: Unknown[];
  /** Something could not be read at all: what is not there may be in it. */
  isPartial: boolean;
  /** Services that run by what could not be read; of them only the names are known. */
  unread: Service[];
}

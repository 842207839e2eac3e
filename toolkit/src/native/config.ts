import { z } from 'zod';

const port = z.int().min(1).max(65_535);
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes, beginning with a letter');
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be an environment variable such as LOG_LEVEL');

/** "500ms", "10s", "2m" → milliseconds. */
const duration = z
  .string()
  .regex(/^\d+(ms|s|m)$/, 'must be a duration such as 500ms, 10s or 2m')
  .transform((text) => Number.parseInt(text, 10) * ({ m: 60_000, s: 1000 }[text.replace(/^\d+/, '')] ?? 1));

const environment = z
  .record(variable, z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .default({})
  .describe('Values may refer to a made secret, ${NAME}, and to addresses: ${backend.url}, ${postgres.port}, ${data}.');

const common = {
  command: z.array(z.string()).min(1).describe('Program and arguments; programs of node_modules/.bin are found.'),
  working_dir: z.string().default('.'),
  environment,
  depends_on: z
    .record(name, z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .default({}),
};

const step = z.strictObject({
  ...common,
  once: z.boolean().default(false).describe('Runs again only for a new database or when its environment changes.'),
  sources: z.array(z.string()).default([]).describe('Skipped while what it generates is newer than all of these.'),
  generates: z.array(z.string()).default([]),
});

const service = z.strictObject({
  ...common,
  ports: z.array(port).max(1).default([]).describe('The port that the program listens on; --port-offset moves it.'),
  healthcheck: z.strictObject({
    http: z.string().startsWith('/').optional().describe('Path on the port of the service that answers 200 to 299.'),
    heartbeat: z.string().optional().describe('File that the service touches while it is well.'),
    max_age: duration.default(15_000).describe('A heartbeat older than this is no sign of life.'),
    start_period: duration.default(60_000).describe('Not healthy within this time: the start has failed.'),
  }),
  stop_grace_period: duration.default(10_000),
  warm_up: z
    .string()
    .startsWith('/')
    .optional()
    .describe('Page that is asked for once, so that its first visitor need not wait.'),
});

/** The section `native` of evenkeel.yaml: how the app runs as plain processes. Words are those of Compose where it has them. */
export const nativeSection = z.strictObject({
  postgres: z.strictObject({
    port,
    user: z.string(),
    database: z.string(),
    password: variable.describe('The secret that it is.'),
  }),
  secrets: z
    .record(
      variable,
      z.strictObject({
        length: z.int().min(12).max(128),
        rotation: z.string().optional().describe('What a new value means to people, told by `evenkeel secrets`.'),
      }),
    )
    .default({})
    .describe('Made once for each machine, at random.'),
  demo: z.strictObject({ email: z.string(), password: variable }).optional(),
  steps: z.record(name, step).default({}),
  services: z.record(name, service),
});

/** The section `compose`: what the compose file does not say about the copy that Docker Compose runs. */
const composeSection = z.strictObject({
  postgres: z.string().default('postgres').describe('The service that is the database.'),
  secrets: z
    .string()
    .startsWith('/')
    .default('/run/evenkeel')
    .describe('The folder in that service where each secret is a file.'),
});

const objectName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be a name of Kubernetes: lower-case letters, digits and dashes');
const secretKey = z.string().regex(/^[-._a-zA-Z0-9]+$/, 'must be letters, digits, dots, dashes and underscores');

const clusterPostgres = z.strictObject({
  service: z.string().default('postgres').describe('The Service of the database.'),
  port: port.default(5432),
  forward: port.default(5435).describe("The port of this machine's 127.0.0.1 that a port forward gives it."),
});

/** The section `cluster`: what the charts do not say about the copy that a Kubernetes cluster runs. */
const clusterSection = z.strictObject({
  postgres: clusterPostgres.default(clusterPostgres.parse({})),
  images: z
    .record(z.string(), z.string())
    .default({})
    .describe('Images that are built here, each with its Dockerfile.'),
  secrets: z
    .record(objectName, z.record(secretKey, z.string()))
    .default({})
    .describe(
      'The Secrets that `evenkeel secrets --kubernetes` makes. ${NAME} is one of native.secrets, which each namespace has for ' +
        'itself, or a variable of the environment or .env, empty where there is none.',
    ),
});

/** The whole of evenkeel.yaml. */
export const evenkeelFile = z.strictObject({
  native: nativeSection,
  compose: composeSection.default(composeSection.parse({})),
  cluster: clusterSection.default(clusterSection.parse({})),
  // `evenkeel parity` reads it, in repositories that have nothing else of this file, too.
  parity: z.unknown().optional(),
  // And `evenkeel secrets scan` this.
  secrets: z.unknown().optional(),
});

export type NativeConfig = z.output<typeof nativeSection>;
export type ComposeConfig = z.output<typeof composeSection>;
export type ClusterConfig = z.output<typeof clusterSection>;
export type StepConfig = z.output<typeof step>;
export type ServiceConfig = z.output<typeof service>;

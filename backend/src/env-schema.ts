import { isIP } from 'node:net';
import { z } from 'zod';

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const originList = commaList.refine(
  (origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
  'must be origins such as https://app.example.com, separated by commas',
);
const flag = z.enum(['0', '1', 'true', 'false'], 'must be 0 or 1').transform((text) => text === '1' || text === 'true');
// What Express' trust proxy takes, checked here so that a mistake is named with the others.
const proxyNames = new Set(['loopback', 'linklocal', 'uniquelocal']);
function isProxy(entry: string): boolean {
  const [address = '', length, ...rest] = entry.trim().split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (length === undefined) return bits > 0 || proxyNames.has(address);
  return rest.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= bits && bits > 0;
}
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' });
const localOrigins = 'http://localhost:3000,http://127.0.0.1:3000,http://localhost:30000';

/** Every variable of the backend's programs, once: from here come their types, .env.example and the page in docs. */
export const variables = z.object({
  DATABASE_URL: postgresUrl.meta({ secret: true, description: 'PostgreSQL, directly or through a transaction pooler' }),
  DATABASE_WAIT_SECONDS: z.coerce
    .number({ error: 'must be seconds from 0 to 86400' })
    .int('must be whole seconds')
    .min(0, 'must be seconds from 0 to 86400')
    .max(86_400, 'must be seconds from 0 to 86400')
    .default(30)
    .meta({ description: 'how long the migration waits for a database that does not answer' }),
  DATABASE_DIRECT_URL: postgresUrl.optional().meta({
    secret: true,
    description: 'PostgreSQL past the pooler, for migrations and LISTEN; default: DATABASE_URL',
  }),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' })
    .optional()
    .meta({ secret: true, description: 'Redis for the vote stream; without it votes go through PostgreSQL' }),
  BETTER_AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').meta({
    secret: true,
    description: 'signs session cookies and encrypts the signing keys; the same in the frontend',
  }),
  BETTER_AUTH_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .default('http://localhost:3000')
    .meta({ description: "the frontend's public address, where people sign in" }),
  CORS_ORIGINS: originList
    .default(localOrigins.split(','))
    .meta({ description: 'origins whose pages may call this API, separated by commas' }),
  TRUSTED_ORIGINS: commaList
    .default(localOrigins.split(','))
    .meta({ description: 'origins whose pages may sign in, separated by commas; BETTER_AUTH_URL always may' }),
  AUTH_ISSUER: z.string().min(1).default('evenkeel').meta({ description: 'issuer (iss) of the bearer tokens' }),
  AUTH_AUDIENCE: z.string().min(1).default('evenkeel-api').meta({ description: 'audience (aud) of the bearer tokens' }),
  COOKIE_SECURE: flag.default(false).meta({ description: '1 where people reach the frontend over https' }),
  TRUST_PROXY: z
    .string()
    .refine((list) => list.split(',').every(isProxy), 'must be addresses, networks or loopback, linklocal, uniquelocal')
    .default('loopback')
    .meta({
      description: "whose X-Forwarded-For is believed: Express' trust proxy, a comma list of addresses or names",
    }),
  SEED_DEMO: flag
    .optional()
    .meta({ description: '1 lets the seed write to the bundled database service, 0 makes it write nothing' }),
  DEMO_PASSWORD: z
    .string()
    .min(10, 'must have at least 10 characters')
    .meta({ secret: true, description: 'password of the demo user; only the seed needs it' }),
  HEARTBEAT_FILE: z
    .string()
    .optional()
    .meta({ description: 'file that the worker touches while it works; older than 15 s means it hangs' }),
  OPENAI_API_KEY: z.string().min(1).optional().meta({
    secret: true,
    description: 'key of the language model; without it and OPENAI_BASE_URL the offline stand-in answers',
  }),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .optional()
    .meta({ description: 'address of any server that speaks the protocol of OpenAI; with it the key may be missing' }),
  OPENAI_MODEL: z.string().min(1).default('gpt-5.4-mini').meta({ description: 'name of the language model' }),
  // Not HOSTNAME: shells and Docker set that to the machine's name.
  HOST: z.string().default('0.0.0.0').meta({ description: 'address to listen on' }),
  PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int('must be a port number')
    .min(0, 'must be a port number')
    .max(65535, 'must be a port number')
    .default(8000)
    .meta({ description: 'port to listen on' }),
  DRAIN_SECONDS: z.coerce
    .number({ error: 'must be seconds from 0 to 15' })
    .min(0, 'must be seconds from 0 to 15')
    .max(15, 'must be seconds from 0 to 15')
    .default(0)
    .meta({
      description: 'how long connections that are kept alive are still answered after SIGTERM, each for the last time',
    }),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warning', 'error'], 'must be debug, info, warning or error')
    .default('info')
    .meta({ description: 'least level to log' }),
});

/** What each program reads; the first line that a person sees of a wrong setting names only what that program needs. */
export const apiVariables = variables.omit({
  DATABASE_WAIT_SECONDS: true,
  SEED_DEMO: true,
  DEMO_PASSWORD: true,
  HEARTBEAT_FILE: true,
});
export const workerVariables = variables.pick({
  DATABASE_URL: true,
  REDIS_URL: true,
  HEARTBEAT_FILE: true,
  LOG_LEVEL: true,
});
export const migrateVariables = variables.pick({
  DATABASE_URL: true,
  DATABASE_DIRECT_URL: true,
  DATABASE_WAIT_SECONDS: true,
  LOG_LEVEL: true,
});
export const seedVariables = variables.pick({
  DATABASE_URL: true,
  SEED_DEMO: true,
  DEMO_PASSWORD: true,
  LOG_LEVEL: true,
});

export type ApiEnv = z.output<typeof apiVariables>;

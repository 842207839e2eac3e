import { z } from 'zod';

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine((text) => !/^https?:/.test(text) || new URL(text).href === `${new URL(text).origin}/`, 'must have no path')
  .transform((text) => new URL(text).origin);

/** Every variable of the frontend, once: from here come their types, .env.example and the page in docs. */
export const variables = z.object({
  NEXT_PUBLIC_BACKEND_URL: origin.optional().meta({
    description: "the backend's public address, which browsers call; without it they call the frontend's own /api",
  }),
  BACKEND_INTERNAL_URL: origin.optional().meta({
    description:
      "where the frontend's server reaches the backend; default: the public address, else http://localhost:8000",
  }),
  BETTER_AUTH_SECRET: z.string().optional().meta({
    secret: true,
    description: "the backend's secret, to recognise a session cookie before the backend has answered",
  }),
  HOSTNAME: z.string().default('0.0.0.0').meta({ description: 'address to listen on' }),
  PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int('must be a port number')
    .min(0, 'must be a port number')
    .max(65535, 'must be a port number')
    .default(3000)
    .meta({ description: 'port to listen on' }),
  DRAIN_SECONDS: z.coerce
    .number({ error: 'must be seconds from 0 to 15' })
    .min(0, 'must be seconds from 0 to 15')
    .max(15, 'must be seconds from 0 to 15')
    .default(0)
    .meta({
      description: 'how long connections that are kept alive are still answered after SIGTERM, each for the last time',
    }),
});

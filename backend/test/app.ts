import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../src/app.ts';
import { createDependencies, type Dependencies } from '../src/dependencies.ts';
import { apiVariables } from '../src/env-schema.ts';
import { readEnvironment } from '../src/env.ts';
import { createLogger } from '../src/platform/logger.ts';
import { startTestDatabase, type TestDatabase } from './database.ts';
import { httpClient, type Send } from './http.ts';
import { SECRET, type LogLine } from './processes.ts';

export const FRONTEND = 'http://localhost:3000';
export const PASSWORD = 'correct horse battery';

/** The API in this process on a free port, with everything it logs. */
export interface TestApp {
  url: string;
  dependencies: Dependencies;
  send: Send;
  log: LogLine[];
  signUp(name?: string): Promise<TestUser>;
  stop(): Promise<void>;
}

export interface TestUser {
  id: string;
  name: string;
  email: string;
  cookie: string;
  token: string;
  /** The user's tasks, `/api/{user_id}/tasks`. */
  tasks: string;
}

/** The app on a PostgreSQL of its own: what most test files need. */
export async function startAppWithDatabase(environment: Record<string, string> = {}) {
  const database = await startTestDatabase();
  const app = await startApp(database, environment);
  const stop = async () => {
    await app.stop();
    await database.stop();
  };
  return { ...app, database, stop };
}

/** @param change puts other real parts in the place of those that the environment would give */
export async function startApp(
  { url: DATABASE_URL }: Pick<TestDatabase, 'url'>,
  environment: Record<string, string> = {},
  change: (dependencies: Dependencies) => Dependencies = (same) => same,
): Promise<TestApp> {
  const log: LogLine[] = [];
  const logger = createLogger('debug', { write: (line) => void log.push(JSON.parse(line) as LogLine) });
  const env = readEnvironment(apiVariables, { DATABASE_URL, BETTER_AUTH_SECRET: SECRET, ...environment });
  const dependencies = change(await createDependencies(env, logger));
  const { app, closeStreams } = createApp(dependencies);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = httpClient(url);
  return {
    url,
    dependencies,
    send,
    log,
    signUp: (name) => signUp(send, name),
    async stop() {
      closeStreams();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await dependencies.close();
    },
  };
}

let people = 0;

/** Somebody new, who signs up over HTTP from an address of their own: rate limits count by address. */
export async function signUp(send: Send, name = 'Ada'): Promise<TestUser> {
  people += 1;
  const email = `${name.toLowerCase()}-${people}@example.com`;
  const answer = await send('POST', '/api/auth/sign-up/email', {
    json: { name, email, password: PASSWORD },
    headers: { origin: FRONTEND, ...fromAddress(people) },
  });
  if (answer.status !== 200) throw new Error(`Sign-up failed with ${answer.status}: ${answer.text}`);
  const cookie = cookieOf(answer.headers['set-cookie']);
  const { token } = (await send('GET', '/api/auth/token', { cookie })).json as { token: string };
  const { id } = answer.json.user as { id: string };
  return { id, name, email, cookie, token, tasks: `/api/${id}/tasks` };
}

export const fromAddress = (n: number) => ({ 'x-forwarded-for': `10.1.${Math.floor(n / 250)}.${(n % 250) + 1}` });

/** What a browser would send back. */
export function cookieOf(setCookie: string[] = []): string {
  return setCookie.map((cookie) => cookie.split(';', 1)[0]).join('; ');
}

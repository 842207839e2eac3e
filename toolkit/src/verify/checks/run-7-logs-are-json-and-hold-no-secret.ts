import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { usersOf } from '../accounts.ts';
import { say } from '../assistant.ts';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Copy, CopyPart } from '../copy.ts';
import { dataParts } from '../copy.ts';
import type { Exchange } from '../exchange.ts';
import { askUntil, hasStatus } from '../until.ts';

const logged = z.looseObject({
  time: z.iso.datetime({ offset: true }),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  event: z.string().min(1),
});
const ofRequest = z.looseObject({ request_id: z.string() });
const failed = logged.extend({ level: z.enum(['warning', 'error']), request_id: z.string() });

interface Log {
  part: CopyPart;
  lines: readonly string[];
}

export const logsAreJsonAndHoldNoSecret = defineCheck({
  id: 'RUN-7',
  title: 'Logs are JSON, say what matters, hold no secret',
  needs: 'copy',
  leavesOut: ({ isOwnCopy, isDevelopment }) =>
    isOwnCopy && isDevelopment
      ? ["that the frontend's own lines are JSON: its development server prints plain ones too"]
      : [],

  disturb: {
    shows: 'the logs',

    async gather(context, copy) {
      const marker = `verify${randomBytes(6).toString('hex')}`;
      const asked = await leaveTraces(context, marker);
      const broken = await failOnce(context, copy);
      // A line is written when its request is over, and read a moment later.
      await context.pause(300);
      const parts = copy.parts.filter((part) => !dataParts.includes(part));
      const logs = await Promise.all(
        parts.map(async (part): Promise<Log> => ({ part, lines: await copy.lines(part) })),
      );
      return {
        isDevelopment: context.target.isDevelopment,
        logs,
        asked,
        broken,
        secrets: secretsOf(context, copy, marker),
      };
    },

    judge: ({ isDevelopment, logs, asked, broken, secrets }) => [
      ...logs.flatMap((log) => isJson(log, isDevelopment)),
      ...saysWhatMatters(logs),
      ...hasRequests(logs, asked),
      ...hasCause(logs, broken),
      ...logs.flatMap((log) => holdsNone(log, secrets)),
    ],

    saw: ({ logs, secrets }) =>
      `${logs.map(({ part, lines }) => `${lines.length} lines of the ${part}`).join(', ')}; none of ${secrets.length} secrets and texts in them`,
  },
});

/** Whatever is in requests of all kinds must not be found again in a log. */
async function leaveTraces(context: CheckContext, marker: string): Promise<Exchange[]> {
  const [own] = await usersOf(context.accounts.assisted());
  const { backend, frontend } = context;
  const tasks = `/api/${own.id}/tasks`;
  context.name(`${marker}-password`, 'PASSWORD_X');
  const credentials = { email: own.email, password: `${marker}-password` };
  return [
    await backend('POST', tasks, { bearer: own.token, json: { title: marker, description: marker } }),
    await backend('POST', tasks, { bearer: own.token, json: { title: 7, colour: marker } }),
    await backend('POST', tasks, { bearer: own.token, body: `{"title":"${marker}` }),
    await backend('GET', tasks, { bearer: `${own.token}x` }),
    await say(context, own, { message: `Add a task to ${marker}` }),
    await say(context, own, { message: `${marker}?`, conversation_id: marker }),
    await frontend('POST', '/api/auth/sign-in/email', { json: credentials }),
    await frontend('GET', '/api/auth/get-session', { cookie: own.cookie }),
  ];
}

/** A request that cannot be answered well: the database is away. */
async function failOnce(context: CheckContext, copy: Copy): Promise<Exchange> {
  const [own] = await usersOf(context.accounts.assisted());
  await copy.end('postgres', 'SIGTERM');
  const broken = await context.backend('GET', `/api/${own.id}/tasks`, { bearer: own.token });
  await copy.start('postgres');
  await askUntil(context, () => context.backend('GET', '/api/health'), hasStatus(200), 10_000);
  return broken;
}

function secretsOf(context: CheckContext, copy: Copy, marker: string): string[] {
  const parts = context.secrets().flatMap((secret) => {
    // Of a cookie the value counts, of a session and of a token the part that makes it secret.
    const values = secret.split('; ').map((pair) => decodeURIComponent(pair.slice(pair.indexOf('=') + 1)));
    return [...values, ...values.flatMap((value) => value.split('.').slice(0, value.startsWith('eyJ') ? 0 : 1))];
  });
  return [...new Set([marker, ...copy.secrets, ...parts])].filter((each) => each.length >= 8);
}

function isJson({ part, lines }: Log, isDevelopment: boolean): Finding[] {
  // A development server has lines of its own.
  const own = part === 'frontend' && isDevelopment ? lines.filter((line) => line.startsWith('{')) : lines;
  const wrong = own.find((line) => !logged.safeParse(parse(line)).success);
  if (wrong === undefined) return [];
  const issue = logged.safeParse(parse(wrong)).error?.issues[0];
  const came = parse(wrong) === undefined ? 'a line that is no JSON' : `${issue?.path.join('.')}: ${issue?.message}`;
  const expected = '{"time": ISO, "level": debug, info, warning or error, "event", …}';
  return [{ what: `Every line of the ${part} is one JSON object.`, expected, came, where: wrong }];
}

function saysWhatMatters(logs: Log[]): Finding[] {
  const lines = linesOf(logs, 'backend');
  if (lines.some((line) => /"event":"database_connected"/.test(line))) return [];
  const came = `${lines.length} lines without it`;
  return [{ what: 'The log says that the database is connected.', expected: '"event":"database_connected"', came }];
}

function hasRequests(logs: Log[], asked: Exchange[]): Finding[] {
  const known = new Set(linesOf(logs, 'backend').map((line) => ofRequest.safeParse(parse(line)).data?.request_id));
  const missing = asked.find(({ answer }) => answer && !known.has(answer.headers['x-request-id']?.toString()));
  if (!missing) return [];
  const id = missing.answer?.headers['x-request-id']?.toString();
  const expected = id === undefined ? 'a header x-request-id' : `a line with "request_id":"${id}"`;
  return [{ what: 'Every request is a line with its id.', expected, came: 'none', exchange: missing }];
}

function hasCause(logs: Log[], broken: Exchange): Finding[] {
  const id = broken.answer?.headers['x-request-id']?.toString();
  const line = linesOf(logs, 'backend').find((each) => failed.safeParse(parse(each)).data?.request_id === id);
  const { cause, err } = z.looseObject({}).safeParse(parse(line ?? '')).data ?? {};
  if ((cause ?? err) !== undefined) return [];
  const came = line === undefined ? 'no line of level warning or error' : 'no cause';
  return [
    {
      what: 'A failed request is logged with its cause.',
      expected: 'a line with its request_id and its cause',
      came,
      exchange: broken,
      ...(line && { where: line }),
    },
  ];
}

function holdsNone({ part, lines }: Log, secrets: string[]): Finding[] {
  const wrong = lines.find((line) => secrets.some((secret) => line.includes(secret)));
  if (wrong === undefined) return [];
  const event = logged.safeParse(parse(wrong)).data?.event ?? 'a plain line';
  // The line itself would show it.
  const where = `the log of the ${part}, event ${event}`;
  return [
    { what: `The log of the ${part} holds no secret and no text of people.`, expected: 'none', came: 'one', where },
  ];
}

function linesOf(logs: Log[], wanted: CopyPart): readonly string[] {
  return logs.find(({ part }) => part === wanted)?.lines ?? [];
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

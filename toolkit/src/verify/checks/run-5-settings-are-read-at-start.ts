import { z } from 'zod';
import { usersOf } from '../accounts.ts';
import type { Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import type { Copy, CopyPart, PartEnding } from '../copy.ts';
import { mend, wellAgain } from '../copy.ts';
import { expectThat, read, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';
import { decodeToken } from '../tokens.ts';

const OTHER_BACKEND = 'http://verify-elsewhere.example:8123';
const OTHER_ISSUER = 'verify-issuer';
const SECRET_TYPO = 'verify-secret-typo';

/** What cannot be used, and must be named: all of it at once, and no value. */
const unusable: { part: CopyPart; variables: Record<string, string> }[] = [
  { part: 'backend', variables: { DATABASE_URL: `mysql://u:${SECRET_TYPO}@nowhere/x`, LOG_LEVEL: 'loud' } },
  { part: 'worker', variables: { DATABASE_URL: `mysql://u:${SECRET_TYPO}@nowhere/x`, LOG_LEVEL: 'loud' } },
  { part: 'frontend', variables: { NEXT_PUBLIC_BACKEND_URL: 'nowhere', BACKEND_INTERNAL_URL: 'nowhere either' } },
];

interface Refused {
  part: CopyPart;
  names: string[];
  ending: PartEnding | undefined;
  said: string[];
}

export const settingsAreReadAtStart = defineCheck({
  id: 'RUN-5',
  title: 'Every setting is read at start',
  needs: 'copy',

  disturb: {
    shows: 'settings changed by a restart alone',

    async gather(context, copy) {
      const [own] = await usersOf(context.accounts.assisted());
      const page = () => context.frontend('GET', '/');
      const before = await page();
      const token = () => context.frontend('GET', '/api/auth/token', { cookie: own.cookie });
      const parts = unusable.filter(({ part }) => copy.parts.includes(part));
      const refused = await Promise.all(parts.map((each) => startWrongly(copy, each)));
      const [moved, issued] = await Promise.all([
        copy.start('frontend', { NEXT_PUBLIC_BACKEND_URL: OTHER_BACKEND }),
        copy.start('backend', { AUTH_ISSUER: OTHER_ISSUER }),
      ]);
      const seen: Record<'moved' | 'issued', Restarted> = {
        moved: moved ? { ending: moved } : { exchange: await page() },
        issued: issued ? { ending: issued } : { exchange: await token() },
      };
      // The rows that follow look at no page: only the backend must be as it was.
      await copy.end('backend', 'SIGTERM');
      await mend(copy);
      return { target: context.target, before, ...seen, refused };
    },

    judge({ target, before, moved, issued, refused }) {
      return [
        ...expectThat('The page knows the address of its backend.', before, status(200), ({ body }) =>
          body.includes(target.backendUrl)
            ? undefined
            : { expected: `${target.backendUrl} in the page`, came: 'no such address' },
        ),
        ...answered('The frontend starts with another NEXT_PUBLIC_BACKEND_URL.', moved, (exchange) =>
          expectThat('A restart is enough for another NEXT_PUBLIC_BACKEND_URL.', exchange, status(200), ({ body }) =>
            body.includes(OTHER_BACKEND) && !body.includes(target.backendUrl)
              ? undefined
              : { expected: `${OTHER_BACKEND} in the page, and not the one before`, came: 'the address of before' },
          ),
        ),
        ...answered('The backend starts with another AUTH_ISSUER.', issued, (exchange) =>
          expectThat('A restart is enough for another AUTH_ISSUER.', exchange, status(200), () => issuerIs(exchange)),
        ),
        ...refused.flatMap(judgeRefusal),
      ];
    },

    saw: ({ refused }) =>
      `frontend and backend restarted with other settings; ${refused.map(({ part, ending }) => `${part} refused unusable ones (exit code ${ending?.code ?? ending?.signal})`).join(', ')}`,
  },
});

type Restarted = { ending: PartEnding } | { exchange: Exchange };

function answered(what: string, outcome: Restarted, judge: (exchange: Exchange) => Finding[]): Finding[] {
  return 'exchange' in outcome ? judge(outcome.exchange) : [{ what, ...wellAgain(outcome.ending) }];
}

async function startWrongly(copy: Copy, { part, variables }: (typeof unusable)[number]): Promise<Refused> {
  await copy.end(part, 'SIGTERM');
  const before = (await copy.lines(part)).length;
  const ending = await copy.start(part, variables);
  const said = (await copy.lines(part)).slice(before);
  if (!ending) await copy.end(part, 'SIGTERM');
  return { part, names: Object.keys(variables), ending, said };
}

function judgeRefusal({ part, names, ending, said }: Refused): Finding[] {
  const where = `the log of the ${part}: ${said.slice(-3).join(' ') || 'nothing'}`;
  const unnamed = names.filter((name) => !said.some((line) => line.includes(name)));
  const what = `The ${part} refuses settings that it cannot use.`;
  if (!ending) return [{ what, expected: 'an end, with the reason in its log', came: 'it runs', where }];
  if (unnamed.length > 0)
    return [
      {
        what: `The ${part} names every setting that it cannot use at once.`,
        expected: names.join(', '),
        came: `nothing about ${unnamed.join(', ')}`,
        where,
      },
    ];
  if (said.join(' ').includes(SECRET_TYPO))
    return [
      {
        what: `The ${part} names settings, never their values.`,
        expected: 'no value',
        came: 'the value of DATABASE_URL',
        where: `the log of the ${part}`,
      },
    ];
  return ending.code === 0 ? [{ what, expected: 'an exit code that is not 0', came: 'exit code 0', where }] : [];
}

function issuerIs(exchange: Exchange) {
  const token = read(z.object({ token: z.string() }), exchange)?.token ?? '';
  const issuer = String(decodeToken(token).claims['iss']);
  return issuer === OTHER_ISSUER
    ? undefined
    : { expected: `a token of the issuer ${OTHER_ISSUER}`, came: `one of ${issuer}` };
}

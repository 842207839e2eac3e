import type { Finding, Send } from '../check.ts';
import { defineCheck } from '../check.ts';
import { policyWeakness, scriptNonce } from '../content-security-policy.ts';
import type { Expectation } from '../expectations.ts';
import { expectThat, header, noHeader, problem, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';
import { assets, scripts } from '../html.ts';

const BODY_LIMIT_BYTES = 1_048_576;
const ELSEWHERE = 'https://elsewhere.example';

export const everyAnswerIsGuarded = defineCheck({
  id: 'RUN-9',
  title: 'Every answer is guarded',
  asksBackendItself: true,
  turn: 'together',

  async gather({ target, frontend, backend }) {
    const origin = target.frontendUrl;
    return {
      target,
      bodies: await sendBodies(frontend, backend),
      preflights: await sendPreflights(backend, origin),
      fromElsewhere: await backend('GET', '/api/results', { headers: { origin: ELSEWHERE } }),
      refusalToOwnPage: await backend('GET', '/api/nobody/tasks', { headers: { origin } }),
      pages: [await frontend('GET', '/'), await frontend('GET', '/')],
      others: [...(await askBackend(backend)), ...(await askFrontend(frontend))],
    };
  },

  judge({ target, bodies, preflights, fromElsewhere, refusalToOwnPage, pages, others }) {
    const { allowed, refused } = preflights;
    const all = [
      ...bodies.tooLong,
      bodies.justFits,
      ...allowed,
      ...refused,
      fromElsewhere,
      refusalToOwnPage,
      ...pages,
      ...others,
    ];
    return [
      ...all.flatMap((each) =>
        expectThat('Every answer has the security headers.', each, securityHeaders(target.isDevelopment)),
      ),
      ...noncesOf(pages),
      ...bodies.tooLong.flatMap((each) =>
        expectThat(`A body over ${BODY_LIMIT_BYTES} bytes is refused.`, each, problem(413)),
      ),
      ...expectThat(`A body of ${BODY_LIMIT_BYTES} bytes is still read.`, bodies.justFits, status(422)),
      ...refused.flatMap((each) =>
        expectThat(
          'A preflight from a foreign origin is refused.',
          each,
          problem(400),
          noHeader('access-control-allow-origin'),
        ),
      ),
      ...allowed.flatMap((each) =>
        expectThat(
          "A preflight from the frontend's origin is answered.",
          each,
          status(200),
          header('access-control-allow-origin', target.frontendUrl),
          header('access-control-allow-methods', /POST.*PATCH.*DELETE/, 'POST, PATCH, DELETE'),
          header('access-control-allow-headers', /authorization.*content-type/i, 'authorization, content-type'),
        ),
      ),
      ...expectThat(
        'A page of a foreign origin cannot read answers.',
        fromElsewhere,
        noHeader('access-control-allow-origin'),
      ),
      ...expectThat(
        "The frontend's pages can read refusals too.",
        refusalToOwnPage,
        header('access-control-allow-origin', target.frontendUrl),
      ),
    ];
  },

  saw: ({ bodies, preflights, pages, others }) =>
    `headers of ${bodies.tooLong.length + preflights.allowed.length + preflights.refused.length + pages.length + others.length + 3} answers; ${bodies.tooLong.length} bodies too long; ${preflights.refused.length} preflights refused`,
});

/** Bodies around the limit; none of them is a vote or signs anybody in. */
async function sendBodies(frontend: Send, backend: Send) {
  const ofLength = (bytes: number) => `{"option":"${'x'.repeat(bytes - 13)}"}`;
  const tooLong = ofLength(BODY_LIMIT_BYTES + 1);
  return {
    tooLong: [
      await backend('POST', '/api/vote', { body: tooLong }),
      await backend('POST', '/api/vote', { body: tooLong, isChunked: true }),
      await frontend('POST', '/api/auth/sign-in/email', { body: tooLong }),
    ],
    justFits: await backend('POST', '/api/vote', { body: ofLength(BODY_LIMIT_BYTES) }),
  };
}

async function sendPreflights(backend: Send, ownOrigin: string) {
  const preflight = (origin: string, path: string, method: string) =>
    backend('OPTIONS', path, {
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  return {
    allowed: [
      await preflight(ownOrigin, '/api/vote', 'POST'),
      await preflight(ownOrigin, '/api/nobody/tasks/1', 'PATCH'),
    ],
    refused: [
      await preflight(ELSEWHERE, '/api/vote', 'POST'),
      await preflight(`${ownOrigin}.elsewhere.example`, '/api/nobody/tasks', 'POST'),
      await preflight('null', '/api/nobody/tasks/1', 'DELETE'),
    ],
  };
}

/** Answers of every kind: good ones, refusals of each sort, files. */
async function askBackend(backend: Send): Promise<Exchange[]> {
  return [
    await backend('GET', '/api/health'),
    await backend('HEAD', '/api/health'),
    await backend('GET', '/livez'),
    await backend('GET', '/metrics'),
    await backend('GET', '/openapi.json'),
    await backend('GET', '/docs'),
    await backend('GET', '/docs/'),
    await backend('GET', '/nothing-here'),
    await backend('GET', '/api/assistant'),
    await backend('POST', '/api/nobody/chat', { json: {} }),
    await backend('POST', '/mcp', { json: {} }),
    await backend('GET', '/api/%E0%A4%A/tasks'),
    await backend('PUT', '/api/results'),
    await backend('POST', '/api/vote', { json: { option: 'birds' } }),
    await backend('POST', '/api/vote', { body: '{' }),
    await backend('POST', '/api/vote', { body: 'birds', headers: { 'content-type': 'text/plain' } }),
  ];
}

async function askFrontend(frontend: Send): Promise<Exchange[]> {
  const page = await frontend('GET', '/sign-in');
  const [file] = assets(page.answer?.body ?? '', page.request.url);
  const answers = [page];
  for (const path of [
    '/votes',
    '/nothing-here',
    '/%E0%A4%A',
    '/api/health',
    '/livez',
    '/api/auth/get-session',
    '/api/nothing-here',
  ]) {
    answers.push(await frontend('GET', path));
  }
  return file ? [...answers, await frontend('GET', file.pathname)] : answers;
}

function securityHeaders(isDevelopment: boolean): Expectation {
  const others = [
    header('x-frame-options', 'DENY'),
    header('x-content-type-options', 'nosniff'),
    header('referrer-policy', /^(?!.*unsafe-url)./),
  ];
  return (answer, exchange) => {
    const wrong = [
      policyWeakness(answer, { allowsEval: isDevelopment }),
      ...others.map((expectation) => expectation(answer, exchange)?.came.replace('no header', 'no')),
    ].filter((each) => each !== undefined);
    if (wrong.length === 0) return undefined;
    const expected =
      "content-security-policy with default-src 'self' and no unsafe-inline scripts, x-frame-options, x-content-type-options, referrer-policy";
    return { expected, came: wrong.join('; ') };
  };
}

/** The scripts of a page run by a nonce, and each page has its own. */
function noncesOf(pages: Exchange[]): Finding[] {
  const nonces = pages.map(({ answer }) => scriptNonce(answer));
  const byNonce = pages.flatMap((page, index) =>
    expectThat('The scripts of a page carry the nonce of its policy.', page, ({ body }) => {
      if (nonces[index] === undefined) return { expected: "script-src with 'nonce-…'", came: 'no nonce' };
      const without = scripts(body).filter(({ nonce }) => nonce !== nonces[index]);
      return without.length === 0
        ? undefined
        : {
            expected: 'nonce on every script',
            came: `${without.length} scripts without it, such as ${without[0]?.src ?? 'an inline one'}`,
          };
    }),
  );
  if (byNonce.length > 0) return byNonce.slice(0, 1);
  return pages
    .slice(1)
    .flatMap((page) =>
      expectThat('Each page has a nonce of its own.', page, () =>
        new Set(nonces).size === nonces.length
          ? undefined
          : { expected: 'another nonce each time', came: 'the same one again' },
      ),
    );
}

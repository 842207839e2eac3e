import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from '../../system/files.ts';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { expectThat, header, mustBe, read, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const openApi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const said = z.object({ detail: z.string() });
/** Health's own answer, also when it is not good; RUN-3 judges that. */
const unwell = z.looseObject({ status: z.literal('unavailable'), checks: z.looseObject({}) });
const PAGES_AT_MOST = 30;

export interface Answers {
  /** What a route that there is not gets. */
  unknown: Exchange;
  routes: { route: string; exchange: Exchange }[];
  pages: Exchange[];
}

export const everyRouteAnswers = defineCheck({
  id: 'IMG-5',
  title: 'Every route and every page is in the image',
  asksBackendItself: true,
  runtimes: ['compose', 'cluster'],
  leavesOut: ({ hidden }) =>
    hidden.backend === undefined ? [] : [`routes that the sources have and the image not: ${hidden.backend}`],

  async gather(context): Promise<Answers> {
    const { backend } = context;
    const document = await backend('GET', '/openapi.json');
    mustBe('The OpenAPI document is there.', document, status(200));
    // Those of the sources too: an image that lacks a route does not tell of it either.
    const paths = { ...sourcePaths(context.inside?.root), ...read(openApi, document)?.paths };
    const declared = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap((method) =>
        METHODS.includes(method) ? [{ method: method.toUpperCase(), path }] : [],
      ),
    );
    // Without a token, and with a body that is nothing: whoever knows the route refuses it for that.
    const routes = declared.map(async ({ method, path }) => ({
      route: `${method} ${path}`,
      exchange: await backend(method, path.replaceAll(/\{\w+\}/g, NOBODY), method === 'GET' ? {} : { json: {} }),
    }));
    return {
      unknown: await backend('GET', '/api/verify-no-such-route'),
      routes: await Promise.all(routes),
      pages: await readPages(context),
    };
  },

  judge: judgeAnswers,

  saw: ({ routes, pages }) => `${routes.length} routes of the OpenAPI document, ${pages.length} pages`,
});

const NOBODY = '00000000-0000-4000-8000-000000000000';

export function judgeAnswers({ unknown, routes, pages }: Answers): Finding[] {
  const nothingThere = read(said, unknown)?.detail;
  const isUnknown = (exchange: Exchange) =>
    exchange.answer?.status === 405 ||
    (exchange.answer?.status === 404 && read(said, exchange)?.detail === nothingThere);
  return [
    ...expectThat('A route that there is not is said not to be there.', unknown, status(404)),
    ...expectThat('There are routes.', unknown, () =>
      routes.length > 5 ? undefined : { expected: 'the routes of the OpenAPI document', came: `${routes.length}` },
    ),
    ...routes.flatMap(({ route, exchange }) =>
      expectThat(`${route} is served.`, exchange, ({ status: code }) =>
        (code >= 500 && !read(unwell, exchange)) || isUnknown(exchange)
          ? { expected: 'an answer of that route', came: `status ${code}` }
          : undefined,
      ),
    ),
    ...pages.flatMap((page) =>
      expectThat(
        'Every page that a page leads to is served.',
        page,
        status(200),
        header('content-type', /^text\/html/, 'text/html'),
      ),
    ),
  ];
}

function sourcePaths(root: string | undefined): z.output<typeof openApi>['paths'] {
  const text = root === undefined ? undefined : readIfThere(join(root, 'backend/openapi.json'));
  return text === undefined ? {} : openApi.parse(JSON.parse(text)).paths;
}

/** From the dashboard by the links of each page. */
async function readPages({ frontend }: CheckContext): Promise<Exchange[]> {
  const seen = new Map<string, Exchange>();
  const open = ['/', '/sign-in', '/sign-up', '/votes'];
  for (let path = open.shift(); path !== undefined && seen.size < PAGES_AT_MOST; path = open.shift()) {
    if (seen.has(path)) continue;
    const page = await frontend('GET', path);
    seen.set(path, page);
    const links = [...(page.answer?.body ?? '').matchAll(/<a\b[^>]*\bhref="(\/[^"#?]*)/g)].map(([, link = '']) => link);
    open.push(...links.filter((link) => !link.startsWith('/api/') && !link.startsWith('//')));
  }
  return [...seen.values()];
}

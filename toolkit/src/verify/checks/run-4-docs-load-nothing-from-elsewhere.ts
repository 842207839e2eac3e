import { z } from 'zod';
import type { Finding, Send } from '../check.ts';
import { defineCheck } from '../check.ts';
import { expectThat, header, json, mustBe, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';
import { assets, assetsOfStyles, scripts } from '../html.ts';

const REDIRECTS = 3;

const operation = z.object({ responses: z.record(z.string(), z.unknown()) });
const describes = (...methods: string[]) => z.object(Object.fromEntries(methods.map((method) => [method, operation])));
const openApi = z.object({
  openapi: z.string().regex(/^3\.1\./, 'must be 3.1'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.object({
    '/api/health': describes('get'),
    '/api/vote': describes('post'),
    '/api/results': describes('get'),
    '/api/{user_id}/tasks': describes('get', 'post'),
    '/api/{user_id}/tasks/{id}': describes('get', 'patch', 'delete'),
    '/api/{user_id}/chat': describes('post'),
    '/api/{user_id}/conversations': describes('get'),
    '/api/{user_id}/conversations/{id}': describes('get', 'delete'),
    '/api/assistant': describes('get'),
  }),
});

export const docsLoadNothingFromElsewhere = defineCheck({
  id: 'RUN-4',
  title: 'The docs load nothing from elsewhere',
  asksBackendItself: true,
  turn: 'together',

  async gather({ backend }) {
    const page = await follow(backend, '/docs');
    const { body } = mustBe('/docs is a page.', page, status(200), header('content-type', /^text\/html/));
    const { url } = page.request;
    const { origin } = new URL(url);
    const files = await fetchOwn(backend, assets(body, url), origin);
    const deeper = await fetchOwn(backend, files.flatMap(loadedBy), origin);
    const elsewhere = [...assets(body, url), ...files.flatMap(loadedBy)].filter((asset) => isElsewhere(asset, origin));
    const address = documentAddress([page, ...files]);
    const document = address && !isElsewhere(address, origin) ? await backend('GET', pathOf(address)) : undefined;
    return { page, files: [...files, ...deeper], elsewhere, document };
  },

  judge({ page, files, elsewhere, document }) {
    const foreign = elsewhere.map((asset): Finding => {
      const what = 'The page and all it loads come from the backend itself.';
      return { what, expected: `only ${new URL(page.request.url).origin}`, came: asset.href, exchange: page };
    });
    const named = 'The page names the OpenAPI document that it shows.';
    return [
      ...expectThat('/docs is Swagger UI.', page, (answer) =>
        /swagger-ui/i.test(answer.body) && scripts(answer.body).length > 0
          ? undefined
          : { expected: 'a page with Swagger UI and its scripts', came: 'another page' },
      ),
      ...foreign,
      ...files.flatMap((file) => expectThat('What the page loads is there.', file, status(200))),
      ...(document
        ? expectThat(
            'The document is OpenAPI 3.1 and has every route.',
            document,
            status(200),
            json(openApi, 'OpenAPI 3.1 with every route'),
          )
        : [
            {
              what: named,
              expected: 'url: "…" in one of its scripts, at the same origin',
              came: 'none',
              exchange: page,
            },
          ]),
    ];
  },

  saw: ({ files }) => `the page, ${files.length} files that it loads, and the OpenAPI document that it shows`,
});

async function follow(send: Send, path: string, left = REDIRECTS): Promise<Exchange> {
  const came = await send('GET', path);
  const { location } = came.answer?.headers ?? {};
  if (!location || left === 0 || !URL.canParse(location, came.request.url)) return came;
  const next = new URL(location, came.request.url);
  return next.origin === new URL(came.request.url).origin ? follow(send, pathOf(next), left - 1) : came;
}

function fetchOwn(send: Send, found: URL[], origin: string): Promise<Exchange[]> {
  const own = found.filter((asset) => asset.origin === origin).map(pathOf);
  return Promise.all([...new Set(own)].map((path) => send('GET', path)));
}

function loadedBy({ request, answer }: Exchange): URL[] {
  return answer?.headers['content-type']?.startsWith('text/css') ? assetsOfStyles(answer?.body ?? '', request.url) : [];
}

/** Where Swagger UI is told to find the document. Its own bundle names addresses too and is much longer. */
function documentAddress(exchanges: Exchange[]): URL | undefined {
  const page = exchanges[0]?.request.url;
  const texts = exchanges.map(({ answer }) => answer?.body ?? '').filter((text) => text.length < 20_000);
  const found = texts.map((text) => /\burl:\s*["'`]([^"'`]+)/.exec(text)?.[1]).find(Boolean);
  return found && URL.canParse(found, page) ? new URL(found, page) : undefined;
}

function isElsewhere(asset: URL, origin: string): boolean {
  return asset.protocol !== 'data:' && asset.origin !== origin;
}

function pathOf({ pathname, search }: URL): string {
  return pathname + search;
}

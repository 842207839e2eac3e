import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { HttpProblem, notJson, Problem, wrongMethod } from '../errors.ts';

/** Who asks, as the bearer token says, and until when that holds. */
export type User = { id: string; expiresAt: Date };

type Method = 'get' | 'post' | 'patch' | 'delete';
type Input<T> = T extends z.ZodType ? z.output<T> : undefined;

type Declaration<P, Q, B, R> = {
  summary: string;
  tag: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Status of the good answer. Default: 200. */
  status?: number;
  /** Another status that the handler may set, with the same form of answer. */
  otherStatus?: number;
  /** What it answers; absent for an empty answer and for those the handler writes itself. */
  response?: R;
  /** Media type of an answer that the handler writes itself, an event stream for example; with `response` either may come. */
  streams?: string;
  /** The token must be there and belong to the user that the path names. */
  signedIn?: boolean;
};

type Handler<P, Q, B, R> = (context: {
  params: Input<P>;
  query: Input<Q>;
  body: Input<B>;
  /** Only there on the routes that say `signedIn`. */
  user: User;
  req: Request;
  res: Response;
}) => Promise<R extends z.ZodType ? z.input<R> : void>;

/**
 * Routes declared once: the declaration is the validation, the types and the OpenAPI 3.1 document.
 * @param requireUser guards the routes that say `signedIn`
 */
export function createApi(requireUser: RequestHandler) {
  const router = Router();
  const paths: ZodOpenApiPathsObject = {};
  const methods = new Map<string, Set<string>>();

  function route<
    P extends z.ZodObject | undefined,
    Q extends z.ZodObject | undefined,
    B extends z.ZodType | undefined,
    R extends z.ZodType | undefined,
  >(method: Method, path: string, declared: Declaration<P, Q, B, R>, handle: Handler<P, Q, B, R>) {
    const { params, query, body, response, status = response || declared.streams ? 200 : 204 } = declared;
    const json = response ? { 'application/json': { schema: response } } : undefined;
    const content = declared.streams ? { ...json, [declared.streams]: {} } : json;
    (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= {})[method] = {
      summary: declared.summary,
      tags: [declared.tag],
      security: declared.signedIn ? [{ bearer: [] }] : [],
      requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}) },
      ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
      responses: {
        [status]: { description: declared.summary, ...(content ? { content } : {}) },
        ...(declared.otherStatus && content
          ? { [declared.otherStatus]: { description: declared.summary, content } }
          : {}),
        default: { description: 'An error', content: { 'application/problem+json': { schema: Problem } } },
      },
    };
    methods.set(path, (methods.get(path) ?? new Set()).add(method.toUpperCase()));
    const guards = declared.signedIn ? [requireUser] : [];
    router[method](path, ...guards, ...(body ? [requireJson] : []), async (req, res) => {
      const input = {
        params: params?.parse(req.params),
        query: query?.parse(req.query),
        body: body?.parse(req.body),
      };
      res.status(status); // before the handler, which may say another one
      const answer = await handle({ ...input, user: res.locals['user'], req, res } as Parameters<typeof handle>[0]);
      if (declared.streams && (!response || res.headersSent)) return;
      if (!response) return void res.end();
      const sent = response.safeParse(answer);
      // Our own mistake: thrown as it is, it would be told to the caller as theirs.
      if (!sent.success)
        throw new Error(`${method} ${path} answered something else than it declares.`, { cause: sent.error });
      res.json(sent.data);
    });
  }

  return {
    router,
    route,
    /** To be called after the last route: other methods on a known path are refused with 405. */
    refuseOtherMethods() {
      for (const [path, known] of methods) {
        const allowed = known.has('GET') ? [...known, 'HEAD'] : known;
        router.all(path, (req) => {
          throw wrongMethod(req.method, allowed);
        });
      }
    },
    document(version: string) {
      return createDocument({
        openapi: '3.1.0',
        info: { title: 'Evenkeel', version, description: 'Tasks and votes. Errors are RFC 9457 problems.' },
        paths,
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      });
    },
  };
}
export type Api = ReturnType<typeof createApi>;

const requireJson: RequestHandler = (req, _res, next) => {
  const { 'content-length': length, 'transfer-encoding': encoding } = req.headers;
  if (length === '0' || (length === undefined && encoding === undefined)) {
    throw new HttpProblem(400, 'A JSON body is missing.');
  }
  if (!req.is('application/json')) throw notJson();
  next();
};

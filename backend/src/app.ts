import express, { type Express } from 'express';
import { VERSION, type Dependencies } from './dependencies.ts';
import { assistantRoutes } from './features/assistant/assistant-routes.ts';
import { docsRoutes } from './features/docs/docs-routes.ts';
import { taskEventRoutes } from './features/tasks/task-event-routes.ts';
import { healthRoutes } from './features/health/health-routes.ts';
import { authRoutes } from './features/session/auth-routes.ts';
import { authenticator, requireUser } from './features/session/require-user.ts';
import { taskRoutes } from './features/tasks/task-routes.ts';
import { voteRoutes } from './features/votes/vote-routes.ts';
import { mcpRoutes } from './mcp/mcp-routes.ts';
import { createApi, type Api } from './platform/api.ts';
import { answerProblem, BODY_LIMIT_BYTES, cors, notFound, requestLog, securityHeaders } from './platform/http.ts';

export { VERSION } from './dependencies.ts';

/** The whole HTTP side in the order in which a request passes it. It starts nothing. */
export function createApp(dependencies: Dependencies): { app: Express; closeStreams: () => void } {
  const { env, logger, metrics, auth, verifyToken, mcp } = dependencies;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', env.TRUST_PROXY);
  app.set('query parser', 'simple');

  app.use(requestLog(logger, metrics));
  app.use(securityHeaders);
  app.use(cors(env.CORS_ORIGINS));
  // Before the JSON parser: Better Auth reads the body itself.
  app.use(authRoutes(auth));
  app.use(express.json({ limit: BODY_LIMIT_BYTES }));

  const api = createApi(requireUser(verifyToken));
  const { closeStreams } = declareRoutes(api, dependencies);
  app.use(api.router);
  app.use(mcpRoutes(mcp, { authenticate: authenticator(verifyToken), origins: env.CORS_ORIGINS }));
  app.use(docsRoutes(api, VERSION));

  app.use(notFound);
  app.use(answerProblem);
  return { app, closeStreams };
}

/** Every route of the API but Better Auth's own. Declaring calls nothing. */
export function declareRoutes(api: Api, dependencies: Dependencies): { closeStreams: () => void } {
  const { logger, metrics, tasks, votes, readVoteResults, feed, readiness, assistant } = dependencies;
  healthRoutes(api, readiness, metrics);
  voteRoutes(api, { stream: votes, readResults: readVoteResults, metrics });
  taskRoutes(api, tasks);
  const streams = taskEventRoutes(api, { tasks, feed, logger });
  assistantRoutes(api, assistant);
  api.refuseOtherMethods();
  const closeStreams = () => {
    streams.close();
    assistant.stopSoon();
  };
  return { closeStreams };
}

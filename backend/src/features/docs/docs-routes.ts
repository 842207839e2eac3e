import express, { Router } from 'express';
import { wrongMethod } from '../../errors.ts';
import type { Api } from '../../platform/api.ts';
import { assets } from '../../platform/assets.ts';

const initializer = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: 'StandaloneLayout',
  });
};
`;

/** Swagger UI at /docs over the generated document, from the package's own files: no request leaves this server. */
export function docsRoutes(api: Api, version: string): Router {
  const router = Router();
  let document: object | undefined;
  router.get('/openapi.json', (_req, res) => void res.json((document ??= api.document(version))));
  router.get('/docs/swagger-initializer.js', (_req, res) => void res.type('js').send(initializer));
  // The redirect of express.static would bring a Content-Security-Policy of its own.
  router.get('/docs', (req, res, next) => (req.path.endsWith('/') ? next() : res.redirect(301, '/docs/')));
  router.use('/docs', express.static(assets.swaggerUi(), { index: 'index.html' }));
  router.use(['/openapi.json', '/docs'], (req, _res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') throw wrongMethod(req.method, ['GET', 'HEAD']);
    next();
  });
  return router;
}

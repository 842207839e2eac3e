import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAppWithDatabase } from '../../../test/app.ts';
import { createApp } from '../../app.ts';

let app: Awaited<ReturnType<typeof startAppWithDatabase>>;
beforeAll(async () => {
  app = await startAppWithDatabase();
});
afterAll(() => app.stop());

type Layer = { route?: { path: string; methods: Record<string, boolean> }; handle: { stack?: Layer[] } };

/** Every method and path that the router answers; the catch-all for wrong methods is none. */
function routesOf(layers: Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? routesOf(handle.stack) : [];
    const methods = Object.keys(route.methods).filter((method) => method !== '_all');
    return methods.map((method) => `${method} ${route.path}`);
  });
}

describe('RUN-4: the API describes itself', () => {
  test('/docs is Swagger UI over /openapi.json', async () => {
    expect(await app.send('GET', '/docs')).toMatchObject({ status: 301, headers: { location: '/docs/' } });
    const page = await app.send('GET', '/docs/');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.text).toContain('id="swagger-ui"');
    const initializer = await app.send('GET', '/docs/swagger-initializer.js');
    expect(initializer.headers['content-type']).toContain('javascript');
    expect(initializer.text).toContain("url: '/openapi.json'");
  });

  test('the page loads nothing from elsewhere, and all that it loads is there', async () => {
    const page = (await app.send('GET', '/docs/')).text;
    const initializer = (await app.send('GET', '/docs/swagger-initializer.js')).text;
    expect(`${page}${initializer}`).not.toMatch(/https?:\/\//);
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset = '']) => asset);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const { pathname } = new URL(asset, `${app.url}/docs/`);
      expect((await app.send('GET', pathname)).status, asset).toBe(200);
    }
    const styles = (await app.send('GET', '/docs/swagger-ui.css')).text;
    expect(styles).not.toMatch(/url\(["']?https?:/);
    // Nothing inline, which the policy would refuse.
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
  });

  test('/openapi.json is a valid OpenAPI 3.1 document', async () => {
    const document = (await app.send('GET', '/openapi.json')).json;
    expect(document.openapi).toBe('3.1.0');
    const packageFile = JSON.parse(readFileSync('backend/package.json', 'utf8')) as { version: string };
    expect(document.info.version).toBe(packageFile.version);
    expect(await new Validator().validate(document)).toEqual({ valid: true });
  });

  test('it lists every route of the router, and only those', async () => {
    const document = (await app.send('GET', '/openapi.json')).json;
    const listed = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const { app: express, closeStreams } = createApp(app.dependencies);
    const routes = routesOf((express as unknown as { router: { stack: Layer[] } }).router.stack);
    closeStreams();
    const documentation = ['get /openapi.json', 'get /docs', 'get /docs/swagger-initializer.js'];
    expect(listed.toSorted()).toEqual(routes.filter((route) => !documentation.includes(route)).toSorted());
    expect(listed.length).toBeGreaterThan(10);
  });

  test('it says which routes need a token, what they take and what they answer', async () => {
    const { paths, components } = (await app.send('GET', '/openapi.json')).json;
    for (const [path, methods] of Object.entries(paths as Record<string, Record<string, { security: unknown }>>)) {
      for (const [method, { security }] of Object.entries(methods)) {
        expect(security, `${method} ${path}`).toEqual(path.includes('{user_id}') ? [{ bearer: [] }] : []);
      }
    }
    expect(components.schemas.NewTask).toMatchObject({
      required: ['title'],
      properties: { title: { type: 'string', maxLength: 200 }, description: { maxLength: 5000 } },
      additionalProperties: false,
    });
    expect(components.schemas.NewVote.properties.option.enum).toEqual(['cats', 'dogs']);
    expect(paths['/api/{user_id}/tasks'].post.responses['201'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Task',
    });
    expect(paths['/api/health'].get.responses['503'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Health',
    });
  });
});

import { fileURLToPath } from 'node:url';
import type { assets as fromSources } from './assets.ts';

const here = (path: string) => new URL(path, import.meta.url);

/** Where backend/build.ts puts them: beside the bundle, but for the migrations, which every runtime has at /app/prisma. */
export const assets: typeof fromSources = {
  migrations: here('../../prisma/migrations/'),
  schemaEngine: () => fileURLToPath(here('schema-engine.wasm')),
  swaggerUi: () => fileURLToPath(here('swagger-ui')),
};

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files beside the code that programs read. The image's bundle has them elsewhere: assets.bundled.ts takes this place. */
export const assets = {
  migrations: new URL('../../../prisma/migrations/', import.meta.url),
  schemaEngine: () =>
    fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm')),
  swaggerUi: () => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')),
};

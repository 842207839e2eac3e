import { prismaDatasource } from 'evenkeel/prisma';
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node prisma/seed.ts' },
  datasource: await prismaDatasource({ schemaEngine: 'prisma/schema-engine.ts', environmentOf: 'seed' }),
});

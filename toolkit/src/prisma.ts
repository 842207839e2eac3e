/** For a project's prisma.config.ts: `import { prismaDatasource } from 'evenkeel/prisma'`. */
export type { Settings } from './prisma/datasource.ts';
export { prismaDatasource } from './prisma/datasource.ts';

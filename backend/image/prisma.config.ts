import { defineConfig } from 'prisma/config';

/** For the image's build, where the client is generated and no database is looked for: the toolkit stays out of it. */
export default defineConfig({ schema: '../../prisma/schema.prisma' });

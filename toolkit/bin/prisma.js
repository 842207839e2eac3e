import { load } from './load.js';

export const { prismaDatasource } = await load('prisma');

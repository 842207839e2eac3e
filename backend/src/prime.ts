import { flushCompileCache } from 'node:module';
import { loadAll } from './commands.ts';

// Run while the image is built, with NODE_COMPILE_CACHE set: a start of the image then compiles nothing.
await loadAll();
flushCompileCache();

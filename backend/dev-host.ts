import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
import { runProgram, type Start } from './src/platform/program.ts';

/**
 * A program in which edits are loaded without a new process, as dev.ts asks: the backend's own modules are evaluated anew
 * under a URL with the edit's number, the libraries stay. The new program takes the server over, with its port and the
 * connections that are open, while the old one finishes its requests. That is a restart's effect for a fraction of its
 * time: imports of libraries are most of a start, and clients notice a closed connection late behind a port forward.
 */
export type ReloadAnswer = 'loaded' | 'not loaded' | 'restart';

const own = new URL('src/', import.meta.url).href;
const generated = new URL('src/generated/', import.meta.url).href;

// Modules take the edit of who imports them, also those that are imported later.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const edit = context.parentURL?.startsWith(own) && URL.parse(context.parentURL)?.search;
    const isOwn = resolved.url.startsWith(own) && !resolved.url.startsWith(generated);
    return edit && isOwn && !URL.parse(resolved.url)?.search
      ? { ...resolved, url: `${resolved.url}${edit}` }
      : resolved;
  },
});

const [, , program = 'api'] = process.argv;
async function load(edit: string): Promise<Start> {
  const { start } = (await import(`${own}${program}.ts${edit}`)) as { start: Start };
  return start;
}

const first = await load('');
await runProgram(async (createLogger) => {
  const server = createServer();
  let running = await first(createLogger, server);
  let turn = Promise.resolve();

  async function reload(edit: number): Promise<ReloadAnswer> {
    const logger = createLogger();
    let start: Start;
    try {
      start = await load(`?edit=${edit}`);
    } catch (error) {
      logger.error({ err: error }, 'edit_not_loaded_the_program_goes_on_without_it');
      return 'not loaded';
    }
    const old = running;
    try {
      running = await start(createLogger, server);
    } catch {
      // Only a new process can say in full what is wrong with its settings.
      return 'restart';
    }
    // Not awaited: it finishes its requests.
    old?.close().catch((error: unknown) => logger.warn({ err: error }, 'the_program_before_the_edit_did_not_end_well'));
    return 'loaded';
  }
  process.on('message', ({ edit }: { edit: number }) => {
    turn = turn.then(async () => void process.send?.(await reload(edit)));
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  return {
    async close() {
      // What just takes over would open anew what is closed here.
      await turn;
      await running?.close();
    },
  };
});

import { fileURLToPath } from 'node:url';
import { runCommands } from '../src/commands.ts';

/** The dev image's commands are those of the run image, but api and worker take edits as they are synced in. */
const [, , name = 'api'] = process.argv;
if (name === 'api' || name === 'worker') {
  process.argv.splice(1, 1, fileURLToPath(new URL('../dev.ts', import.meta.url)));
  process.argv.push('--migrate');
  await import('../dev.ts');
} else {
  await runCommands(process.argv.slice(2));
}

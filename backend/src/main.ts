import { runCommands } from './commands.ts';

// The images' entry: `main.js api`, `main.js migrate seed`. Options belong to the commands.
await runCommands(process.argv.slice(2).filter((word) => !word.startsWith('-')));

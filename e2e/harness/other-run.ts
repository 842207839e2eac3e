import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Tools } from './run.ts';

/** A program that begins a run, as the tests do, and then waits; with a process in the background. */
export async function startOtherRun(tools: Tools) {
  const script = [
    `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';`,
    `import { beginRun } from '${new URL('run.ts', import.meta.url).href}';`,
    `const { run } = beginRun(${JSON.stringify(tools)});`,
    `const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', run.name]);`,
    `writeFileSync(run.folder + '/processes/' + child.pid, '');`,
    `console.log(run.name + ' ' + child.pid); setInterval(() => {}, 1000);`,
  ];
  const program = spawn(process.execPath, ['--input-type=module', '--eval', script.join('\n')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: program.stdout })) {
    const [run = '', child = ''] = line.split(' ');
    return { run, child: Number(child), program };
  }
  throw new Error('The program began no run.');
}

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * Puts into the README what parity says of a repository of others: `node e2e/parity/recording.ts FOLDER`, where FOLDER is a
 * checkout of it as it stood at COMMIT. With --check it only says whether the README has just that (exit 1 where not).
 */

export const REPOSITORY = 'https://github.com/instana/robot-shop';
const COMMIT = '55292e2';
const COMMAND = 'evenkeel parity --only data-is-kept,variable-on-both-sides';
const README = new URL('../../README.md', import.meta.url);
const BLOCK = /(<!-- recording -->\n)[^]*?(<!-- end of recording -->)/;

/** The README with the recording of that folder in it. */
export function withRecording(readme: string, folder: string): string {
  const cli = fileURLToPath(new URL('../../toolkit/src/cli.ts', import.meta.url));
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, COLUMNS: '100', NO_COLOR: '1', LC_ALL: 'C.UTF-8' };
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...COMMAND.split(' ').slice(1)], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 1) throw new Error(`${COMMAND} ended with ${status} in ${folder}: ${stderr}`);
  // How long it took is another time each time.
  const said = stdout.trimEnd().replace(/ {2}[\d.]+ m?s$/, '');
  const text = `\n\`\`\`text\n$ git clone ${REPOSITORY} . && git checkout ${COMMIT}\n$ ${COMMAND}\n${said}\n\`\`\`\n\n`;
  return readme.replace(BLOCK, (_, begin: string, end: string) => `${begin}${text}${end}`);
}

if (import.meta.main) {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean' } } });
  const readme = readFileSync(README, 'utf8');
  const recorded = withRecording(readme, positionals[0] ?? '.');
  if (!values.check) writeFileSync(README, recorded);
  else if (recorded !== readme) {
    process.stderr.write(
      `The README's recording is out of date: node e2e/parity/recording.ts ${positionals[0] ?? '.'}\n`,
    );
    process.exitCode = 1;
  }
}

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseCommandLine } from '../toolkit/src/command-line.ts';
import { commands, commonOptions } from '../toolkit/src/commands.ts';
import { paritySection } from '../toolkit/src/parity/settings.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', ...globSync('{docs,toolkit,helm}/**/*.md', { cwd: root })].filter(
  (page) => !page.includes('node_modules'),
);
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Lines that a reader may type: those of `sh` blocks, without comments. */
function commandsOf(page: string): string[] {
  const blocks = [...read(page).matchAll(/^```sh.*?\n(.*?)^```/gms)].map((match) => match[1] ?? '');
  return blocks
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('&&'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const clusterTools: Record<string, string[]> = {
  docker: ['build'],
  helm: ['history', 'install', 'lint', 'rollback', 'template', 'test', 'uninstall', 'upgrade'],
  kind: ['load'],
  kubectl: ['create', 'delete', 'exec', 'get', 'label', 'logs', 'port-forward', 'rollout', 'top'],
  minikube: ['image', 'start'],
  tilt: ['ci', 'down', 'trigger', 'up'],
};

/** What a documented command must be to work here; anything else has to be added on purpose. */
function problemWith(command: string): string | undefined {
  const [program, ...words] = command.replace(/^([A-Z_]+=\S+ )+/, '').split(/\s+/);
  if (program === 'npm' && words[0] === 'run') return scripts[words[1] ?? ''] ? undefined : 'no such npm script';
  if (program === 'npm') return ['ci', 'test'].includes(words[0] ?? '') ? undefined : 'unknown npm command';
  if (program === 'npx' && words[0] === 'prisma') return undefined;
  if (program === 'npx' && words[0] === 'evenkeel') return problemWith(words.join(' '));
  if (program === 'docker' && words[0] === 'compose') {
    const known = ['build', 'config', 'down', 'exec', 'logs', 'ps', 'run', 'up', 'watch'];
    return known.includes(words[1] ?? '') ? undefined : 'unknown command of Compose';
  }
  const known = clusterTools[program ?? ''];
  if (known && !known.includes(words[0] ?? '')) return `unknown command of ${program}`;
  const missing = words.find((word) => /^\.\/\w|^Dockerfile/.test(word) && !existsSync(join(root, word)));
  if (known) return missing && `there is no ${missing}`;
  if (program === 'sh') return existsSync(join(root, words[0] ?? '')) ? undefined : 'no such file';
  if (program === 'evenkeel')
    return problemOfEvenkeel(words.slice(0, words.includes('--') ? words.indexOf('--') : undefined));
  if (['cd', 'curl', 'git', 'perl'].includes(program ?? '')) return undefined;
  if (program === 'node') return existsSync(join(root, words[0] ?? '')) ? undefined : 'no such file';
  return 'nobody knows this program';
}

/** The toolkit's own parser reads it; words in capitals stand for what a reader puts there. */
function problemOfEvenkeel(words: string[]): string | undefined {
  if (/^[A-Z]+$/.test(words[0] ?? '')) return undefined;
  try {
    parseCommandLine(
      words.filter((word) => !/^[[|]/.test(word)),
      commands,
      commonOptions,
    );
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test.each(pages)('%s names only commands that are there', (page) => {
  const wrong = commandsOf(page).flatMap((command) => {
    const problem = problemWith(command);
    return problem ? [`${command}: ${problem}`] : [];
  });
  expect(wrong).toEqual([]);
});

test.each(pages)('%s links only to files that are there', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '');
  expect(links.filter((link) => !existsSync(join(root, normalize(join(dirname(page), link)))))).toEqual([]);
});

test('the example of evenkeel.yaml in docs/parity.md is one that is understood', () => {
  const [, example = ''] = /^```yaml\n(parity:\n.*?)^```/ms.exec(read('docs/parity.md')) ?? [];
  const { parity } = parse(example) as { parity: unknown };
  expect(paritySection.parse(parity).accept).toHaveLength(3);
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { askBriefly } from '../../system/ask.ts';
import { readDockerfileSecrets } from './read/dockerfile.ts';
import { readEnvSecrets } from './read/env-file.ts';
import { readTextSecrets } from './read/text.ts';
import { readYamlSecrets } from './read/yaml.ts';
import type { Written } from './written.ts';

/** Files in which runtimes are described, and how each is read. */
const READERS: { isMeant: (path: string) => boolean; read: (text: string, file: string) => Written[] }[] = [
  {
    isMeant: (path) => /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env(?:\.(?:example|sample|template|dist))?$/.test(path),
    read: readEnvSecrets,
  },
  {
    isMeant: (path) => /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.[Dd]ockerfile$/.test(path),
    read: readDockerfileSecrets,
  },
  { isMeant: (path) => /(?:^|\/)Tiltfile[^/]*$|\.tiltfile$/.test(path), read: readTextSecrets },
  { isMeant: (path) => /(?:^|\/)templates\/.*\.(?:ya?ml|tpl)$/.test(path), read: readTextSecrets },
  { isMeant: (path) => /\.ya?ml$/.test(path), read: readYamlSecrets },
];
/** YAML of other programs, which describes no runtime: workflows, lock files, API documents. */
const OTHERS =
  /(?:^|\/)(?:node_modules|\.git|\.github|\.venv|vendor|dist|__pycache__)\/|(?:^|\/)(?:pnpm-lock|mkdocs|openapi|swagger|\.pre-commit-config|\.travis|\.gitlab-ci)\.ya?ml$/;

const readerOf = (path: string) => (OTHERS.test(path) ? undefined : READERS.find(({ isMeant }) => isMeant(path)));

export interface Listing {
  /** Seen from the folder. */
  paths: string[];
  /** Whether git has said which files are in the repository; else all are. */
  isOfGit: boolean;
}

/** The files of a folder that may hold secrets: those that git has, where it has any. */
export async function listFiles(folder: string, environment: Environment): Promise<Listing> {
  const limits = { limitMs: 20_000, limitCharacters: 64_000_000 };
  const { answer } = await askBriefly(['git', 'ls-files', '-z'], folder, environment, limits);
  const isOfGit = answer.kind === 'ended' && answer.code === 0;
  const all = isOfGit ? answer.out.split('\0').filter((path) => path !== '') : below(folder, '');
  return { paths: all.filter((path) => readerOf(path) !== undefined).toSorted(), isOfGit };
}

/** Links are not followed: they may lead in a circle. */
function below(folder: string, inner: string): string[] {
  return readdirSync(join(folder, inner), { withFileTypes: true }).flatMap((entry) => {
    const path = join(inner, entry.name);
    if (entry.isDirectory()) return OTHERS.test(`${path}/`) ? [] : below(folder, path);
    return entry.isFile() ? [path] : [];
  });
}

/** More than anybody writes by hand. */
const LARGEST = 2_000_000;

/**
 * Reads what is written in a file.
 * @param shown the file as messages name it
 * @returns undefined where it is gone, or no text
 */
export function readSecrets(path: string, shown: string): Written[] | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > LARGEST) return undefined;
  const text = readFileSync(path, 'utf8');
  if (text.includes('\0')) return undefined;
  return readerOf(shown)?.read(text, shown) ?? [];
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Place, Service } from '../model.ts';
import { askedIn } from './asked.ts';
import { textOf } from '../yaml/read.ts';
import type { Value } from '../yaml/located.ts';
import { readYaml } from '../yaml/located.ts';
import { isTree, sourcesBelow } from './files.ts';

const LIMIT_CHARACTERS = 300_000;
/** Of all files of a program; what is longer is not looked through for names. */
const LIMIT_OF_ALL = 20_000_000;

/** Where a variable is asked for, and what the program takes where there is none, if that stands beside. */
export interface Use extends Place {
  fallback?: string;
}

/** What a program's sources say of its variables. */
interface Sources {
  uses: ReadonlyMap<string, Use>;
  /** By the names of settings, as `bare` makes them, what a file of settings says. */
  settings: ReadonlyMap<string, Use>;
  /** All that is written in it, as `bare` makes it; undefined where that is too much. */
  text: string | undefined;
}

/** A program's sources are looked through once, however many of its variables are asked for. */
const known = new Map<string, Sources>();

function sourcesOf({ build: own, likelyBuild }: Service): Sources | undefined {
  const build = own ?? likelyBuild;
  if (!build) return undefined;
  const sources = known.get(build.context) ?? readSources(build.context);
  known.set(build.context, sources);
  return sources;
}

/**
 * Where the sources that a service is built from ask for a variable by its name. A hint and no more: a program may read
 * its variables by a list, a schema or a library, and the folder may have sources of another one.
 */
export function useOf(name: string, service: Service): Use | undefined {
  const sources = sourcesOf(service);
  return sources?.uses.get(name) ?? sources?.settings.get(bare(name));
}

const LEAST_USES = 3;
/** Read by what programs are made of, whoever writes them. */
const IMPLICIT =
  /^(?:NODE_|NPM_|NEXT_|NUXT_|VITE_|HOST(?:NAME)?$|PORT$|TZ$|LANG$|LC_|PATH$|HOME$|(?:HTTPS?|NO|ALL)_PROXY$|PYTHON|PIP_|JAVA_|JDK_|JVM_|MAVEN_|SPRING_|SERVER_|MANAGEMENT_|EUREKA_|LOGGING_|QUARKUS_|MICRONAUT_|ASPNETCORE_|DOTNET_|\w*__|OTEL_|AWS_|GOOGLE_|GCP_|AZURE_|KUBE|GO[A-Z]+$|GIN_|RAILS_|RACK_|BUNDLE_|SECRET_KEY_BASE$|DJANGO_SETTINGS_|FLASK_|UVICORN_|GUNICORN_|HYPERCORN_|CELERY|WEB_CONCURRENCY$|DATABASE_URL$|PG[A-Z]+$|SENTRY_|DD_|NEW_RELIC_|ELASTIC|INSTANA_|APM_|JAEGER_|ZIPKIN_|HONEYCOMB_|SPLUNK_|STATSD_|BUGSNAG_|ROLLBAR_|HF_|TRANSFORMERS_|CUDA_|NVIDIA_|OPENAI_|ANTHROPIC_|LANGCHAIN_|RUST_|PHX_|MIX_|ERL|APP_(?:KEY|ENV|DEBUG|URL|NAME)$|LD_)/;

/**
 * Whether nothing that a service is built from names a variable, though others are asked for there. Its last words alone
 * count as its name: a library may put a prefix before them.
 */
export function isAskedNowhere(name: string, service: Service): boolean {
  const sources = sourcesOf(service);
  if (!sources || sources.uses.size < LEAST_USES || useOf(name, service) || IMPLICIT.test(name)) return false;
  const [, ...words] = name.split('_');
  const { text } = sources;
  return text !== undefined && ![name, words.join('_')].some((each) => each !== '' && text.includes(bare(each)));
}

/** The folder whose sources those are, for a sentence. */
export const sourceFolder = ({ build, likelyBuild }: Service): string => (build ?? likelyBuild)?.context ?? '';

/** database_url, databaseUrl and database.url are one name. */
const bare = (text: string) => text.toLowerCase().replaceAll(/[._-]/g, '');

function readSources(folder: string): Sources {
  const uses = new Map<string, Use>();
  const settings = new Map<string, Use>();
  let all: string | undefined = '';
  for (const file of sourcesBelow(folder)) {
    const text = readFileSync(file, 'utf8');
    if (text.length > LIMIT_CHARACTERS || text.includes('\0')) continue;
    all = all === undefined || all.length > LIMIT_OF_ALL ? undefined : `${all}\n${bare(text)}`;
    if (isTree(basename(file))) for (const [name, use] of valuesIn(file, text)) settings.set(name, use);
    for (const { name, index, fallback } of askedIn(basename(file), text)) {
      const line = text.slice(0, index).split('\n').length;
      if (!uses.has(name)) uses.set(name, { file, line, ...(fallback !== undefined && { fallback }) });
    }
  }
  return { uses, settings, text: all };
}

/** Every value of a file of settings by its path; what another variable may say instead is the value behind it. */
function valuesIn(file: string, text: string): [string, Use][] {
  const walk = (value: Value, path: string): [string, Use][] => {
    if (value.kind === 'map') return [...value.entries].flatMap(([key, each]) => walk(each, path + bare(key)));
    const written = value.kind === 'scalar' ? textOf(value) : undefined;
    const [, , fallback = written] = /^\$\{(\w+):([^}]*)\}$/.exec(written ?? '') ?? [];
    return written === undefined || path === ''
      ? []
      : [[path, { ...value.at, ...(fallback !== undefined && { fallback }) }]];
  };
  return readYaml(text, file, { uniqueKeys: false }).documents.flatMap((document) => walk(document, ''));
}

/** Whether two texts are one value to a program: True and true, 100_000n and 100000. */
export function isSameValue(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(text: string): string {
  if (/^(?:true|false|yes|no|on|off)$/i.test(text)) return text.toLowerCase();
  return /^\d[\d_]*n?$/.test(text) ? text.replaceAll(/[_n]/g, '') : text;
}

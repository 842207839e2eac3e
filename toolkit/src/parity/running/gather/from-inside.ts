import type { Service, Variable } from '../../model.ts';

/** What a program finds when it runs in a container. */
export interface Inside {
  user: string;
  environment: ReadonlyMap<string, string>;
}

const FILES = ['/proc/self/status', '/proc/self/environ'];
const SCRIPT = `for (const file of ${JSON.stringify(FILES)}) process.stdout.write(require('node:fs').readFileSync(file))`;

/** Programs that show these files, of which an image has at least one: or none, where it has nothing but its own. */
export const QUESTIONS: readonly (readonly string[])[] = [
  ['cat', ...FILES],
  ['node', '-e', SCRIPT],
  ['/nodejs/bin/node', '-e', SCRIPT],
  ['busybox', 'cat', ...FILES],
];

/**
 * Reads what such a program says.
 * @returns undefined for a text that is nothing of the kind
 */
export function readInside(text: string): Inside | undefined {
  const user = /^Uid:\s+\d+\s+(\d+)/m.exec(text)?.[1];
  const start = text.indexOf('nonvoluntary_ctxt_switches:');
  const end = text.indexOf('\n', start);
  if (user === undefined || start < 0 || end < 0) return undefined;
  // The kernel may know more lines than that; an environment has NULs, lines have none.
  const [first = '', ...others] = text.slice(end + 1).split('\0');
  const entries = [first.slice(first.lastIndexOf('\n') + 1), ...others].filter((entry) => entry.includes('='));
  const environment = new Map(
    entries.map((entry): [string, string] => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
  return { user, environment };
}

/** Each container has its own: the name of its machine, the home of its user. */
const OF_CONTAINER = new Set(['HOSTNAME', 'HOME', 'TERM', 'PWD', 'SHLVL', 'OLDPWD', '_', 'container']);

/** What is known beside the names and values that a program finds. */
export interface Origins {
  /** Names that the image gives. */
  ofImage: ReadonlySet<string>;
  /** Names that a Secret may give. */
  ofSecrets: ReadonlySet<string>;
}

/** A service with the user and the variables that a program of it finds, in the place of those that it was given. */
export function withInside(service: Service, { user, environment }: Inside, origins: Origins): Service {
  // Where a Secret is given as a whole, any name may be one of its own.
  const isDoubtful = service.unread.length > 0;
  const variables = [...environment].flatMap(([name, value]): [string, Variable][] => {
    const given = service.variables.get(name);
    if (!given && OF_CONTAINER.has(name)) return [];
    const isOfSecret = (isDoubtful || origins.ofSecrets.has(name)) && value !== given?.value;
    const isOfImage = !given && (origins.ofImage.has(name) || !isDoubtful);
    const from = isOfImage ? 'image' : isOfSecret ? 'secret' : (given?.from ?? 'text');
    // Nobody compares a secret's value: it is not kept.
    return [[name, { at: service.at, ...given, from, value: from === 'secret' ? undefined : value }]];
  });
  return {
    ...service,
    variables: new Map(variables),
    unread: [],
    security: { ...service.security, user: { value: user, at: service.at } },
  };
}

/** The same of one that nobody can ask: it has ended, or has no program that answers. */
export function withoutOwn(service: Service): Service {
  const variables = [...service.variables].filter(([name]) => !OF_CONTAINER.has(name));
  return { ...service, variables: new Map(variables) };
}

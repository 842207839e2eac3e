import { nearest } from '../nearest.ts';
import type { ClusterConfig, NativeConfig } from './config.ts';
import { references } from './references.ts';
import type { FileFinding } from '../yaml-file.ts';

/** A place in evenkeel.yaml and what is wrong there. */
type Rule = (config: NativeConfig) => FileFinding[];

/** What `${…}` may refer to besides secrets and services. */
const RESERVED = ['postgres', 'data', 'host', 'copy'];

const namesAreUnique: Rule = ({ steps, services }) => {
  const taken = [...RESERVED, ...Object.keys(steps)];
  return [
    ...Object.keys(steps).map((step) => ({ section: 'steps', step, taken: RESERVED })),
    ...Object.keys(services).map((step) => ({ section: 'services', step, taken })),
  ].flatMap(({ section, step, taken: others }) =>
    others.includes(step) ? [{ path: [section, step], message: `the name "${step}" is taken` }] : [],
  );
};

const secretsAreDeclared: Rule = ({ postgres, demo, secrets }) =>
  [
    { path: ['postgres', 'password'], secret: postgres.password },
    ...(demo ? [{ path: ['demo', 'password'], secret: demo.password }] : []),
  ].flatMap(({ path, secret }) =>
    secret in secrets
      ? []
      : [{ path, message: `there is no secret ${secret}${suggestion(secret, Object.keys(secrets))}` }],
  );

const dependenciesExist: Rule = (config) =>
  parts(config).flatMap(({ path, part }) =>
    Object.entries(part.depends_on).flatMap(([target, { condition }]) => {
      const at = [...path, 'depends_on', target];
      const expected = target in config.steps ? 'service_completed_successfully' : 'service_healthy';
      if (!(target in config.steps || target in config.services || target === 'postgres')) {
        const known = ['postgres', ...Object.keys(config.steps), ...Object.keys(config.services)];
        return [{ path: at, message: `there is no step or service "${target}"${suggestion(target, known)}` }];
      }
      return condition === expected ? [] : [{ path: [...at, 'condition'], message: `must be ${expected}` }];
    }),
  );

const dependenciesEnd: Rule = (config) => {
  const all = new Map(parts(config).map((entry) => [String(entry.path.at(-1)), entry]));
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    Object.keys(all.get(from)?.part.depends_on ?? {}).some((next) => {
      if (next === goal) return true;
      if (seen.has(next)) return false;
      return reaches(next, goal, seen.add(next));
    });
  return [...all].flatMap(([name, { path }]) =>
    reaches(name, name, new Set()) ? [{ path: [...path, 'depends_on'], message: `"${name}" waits for itself` }] : [],
  );
};

const referencesResolve: Rule = (config) => {
  const services = Object.entries(config.services).filter(([, { ports }]) => ports.length > 0);
  const known = [
    ...Object.keys(config.secrets),
    ...RESERVED.filter((word) => word !== 'postgres'),
    ...['url', 'port'].flatMap((field) =>
      ['postgres', ...services.map(([name]) => name)].map((name) => `${name}.${field}`),
    ),
  ];
  const texts = [
    ...parts(config).flatMap(({ path, part }) =>
      Object.entries(part.environment).map(([key, text]) => ({ path: [...path, 'environment', key], text })),
    ),
    ...parts(config).flatMap(({ path, part }) =>
      part.command.map((text, index) => ({ path: [...path, 'command', index], text })),
    ),
    ...Object.entries(config.services).map(([name, { healthcheck }]) => ({
      path: ['services', name, 'healthcheck', 'heartbeat'],
      text: healthcheck.heartbeat ?? '',
    })),
  ];
  return texts.flatMap(({ path, text }) =>
    references(text)
      .filter((reference) => !known.includes(reference))
      .map((reference) => ({ path, message: `nothing is called \${${reference}}${suggestion(reference, known)}` })),
  );
};

const healthIsAsked: Rule = ({ services }) =>
  Object.entries(services).flatMap(([name, { healthcheck, ports, warm_up: warmUp }]) => {
    const path = ['services', name, 'healthcheck'];
    const { http, heartbeat } = healthcheck;
    if ((http === undefined) === (heartbeat === undefined)) return [{ path, message: 'must have http or heartbeat' }];
    const needsPort = (http ?? warmUp) !== undefined && ports.length === 0;
    return needsPort ? [{ path: ['services', name], message: 'must have ports, because it is asked over http' }] : [];
  });

const stepsSayBoth: Rule = ({ steps }) =>
  Object.entries(steps).flatMap(([name, { sources, generates }]) =>
    (sources.length === 0) === (generates.length === 0)
      ? []
      : [{ path: ['steps', name], message: 'must have sources and generates, or neither' }],
  );

/**
 * What a schema cannot say about the section `cluster`. A value that a namespace has for itself is read back from a key that
 * is nothing else. Secrets are written one after the other: the one with that key comes before all that depend on it.
 */
export const clusterRule = ({ native, cluster }: { native: NativeConfig; cluster: ClusterConfig }): FileFinding[] => {
  const settled = new Set<string>();
  return Object.entries(cluster.secrets).flatMap(([secret, keys]) => {
    const names = Object.values(keys).flatMap((template) => /^\$\{(\w+)\}$/.exec(template)?.[1] ?? []);
    for (const name of names) settled.add(name);
    return Object.entries(keys).flatMap(([key, template]) =>
      references(template).flatMap((name) => {
        const path = ['cluster', 'secrets', secret, key];
        if (!/^[A-Z][A-Z0-9_]*$/.test(name))
          return [{ path, message: `\${${name}} must be a variable such as API_KEY` }];
        if (!(name in native.secrets) || settled.has(name)) return [];
        return [{ path, message: `a key that is \${${name}} alone must stand in the same Secret or in one before it` }];
      }),
    );
  });
};

/** What a schema cannot say about the section `native`. */
export const rules: Rule[] = [
  namesAreUnique,
  secretsAreDeclared,
  dependenciesExist,
  dependenciesEnd,
  referencesResolve,
  healthIsAsked,
  stepsSayBoth,
];

function parts({ steps, services }: NativeConfig) {
  return [
    ...Object.entries(steps).map(([name, part]) => ({ path: ['steps', name], part })),
    ...Object.entries(services).map(([name, part]) => ({ path: ['services', name], part })),
  ];
}

function suggestion(wrong: string, known: string[]): string {
  const near = nearest(wrong, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

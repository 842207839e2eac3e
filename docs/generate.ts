import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { declareRoutes, VERSION } from '../backend/src/app.ts';
import type { Dependencies } from '../backend/src/dependencies.ts';
import { variables as backend } from '../backend/src/env-schema.ts';
import { createApi } from '../backend/src/platform/api.ts';
import { variables as frontend } from '../frontend/src/env-schema.ts';
import { commands } from '../toolkit/src/commands.ts';
import { reportSchema } from '../toolkit/src/parity/report/json-schema.ts';
import { paritySection } from '../toolkit/src/parity/settings.ts';
import { secretsSection } from '../toolkit/src/secrets/scan/settings.ts';
import { chartPage } from './chart-page.ts';
import { rulesPage } from './rules-page.ts';

/** Writes the files that are made from the sources; with --check it only says which of them are out of date (exit 1). */

type Variable = { name: string; description: string; secret: boolean; needed: boolean; byDefault: string };

function describe(schema: z.ZodObject): Variable[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, secret } = (field as z.ZodType).meta() ?? {};
    const absent = (field as z.ZodType).safeParse(undefined);
    const value = absent.success ? absent.data : undefined;
    return {
      name,
      description: String(description),
      secret: secret === true,
      needed: !absent.success,
      byDefault: value === undefined ? '' : asText(value),
    };
  });
}

/** A default as one would type it into .env. */
function asText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Array.isArray(value) ? value.join(',') : `${value as string | number}`;
}

// What compose.yaml reads besides the programs' variables.
const composeDescriptions: Record<string, string> = {
  APP_TARGET: 'dev for hot reload, run for the images of production',
  FRONTEND_PORT: "the frontend's port on this machine",
  BACKEND_PORT: "the backend's port on this machine",
  POSTGRES_PORT: "PostgreSQL's port on this machine",
  POSTGRES_PASSWORD: "password of PostgreSQL's user app; made at random when it is not given",
};

/** The variables that stand in Compose's files and are no program's. */
function describeCompose(): Variable[] {
  const files = ['compose.yaml', 'compose.dev.yaml', 'compose.run.yaml'];
  const text = files.map((file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).join('\n');
  const defaults = new Map(
    [...text.matchAll(/\$\{(\w+)(?::-(\w*))?/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const programs = { ...backend.shape, ...frontend.shape };
  return [...defaults]
    .filter(([name]) => !Object.hasOwn(programs, name))
    .map(([name, byDefault]) => {
      const description = composeDescriptions[name];
      if (!description) throw new Error(`Compose's files read ${name}: describe it in docs/generate.ts.`);
      return { name, description, secret: name.endsWith('PASSWORD'), needed: false, byDefault };
    });
}

function environmentPage(): string {
  const table = (rows: Variable[]) =>
    [
      '| variable | meaning | default | secret |',
      '| --- | --- | --- | --- |',
      ...rows.map(
        ({ name, description, secret, needed, byDefault }) =>
          `| ${name} | ${description} | ${needed ? '**required**' : byDefault && `\`${byDefault}\``} | ${secret ? 'yes' : ''} |`,
      ),
    ].join('\n');
  return `# Variables

Made by \`npm run generate\` from backend/src/env-schema.ts and frontend/src/env-schema.ts.
All are read when a program starts; an empty value counts as absent, and a secret may come from the file that NAME_FILE
names instead. A missing or malformed variable ends the backend's programs with exit code 2 and the names of all of them.
Names that EVENKEEL_ENV_NAMES lists (the charts list those of their value \`env\`) have to be among these.
\`evenkeel up\` sets what is needed by itself.

## Backend

${table(describe(backend))}

## Frontend

${table(describe(frontend))}

## Compose

Read by Compose itself, from the environment or .env; it passes the programs' variables on where compose.yaml names them.

${table(describeCompose())}
`;
}

function environmentExample(): string {
  const seen = new Set<string>(['HOSTNAME', 'HOST', 'PORT']);
  const lines = [...describe(backend), ...describe(frontend), ...describeCompose()].flatMap(
    ({ name, description, byDefault }) => {
      if (seen.has(name)) return [];
      seen.add(name);
      return [`# ${description}`, `#${name}=${byDefault}`, ''];
    },
  );
  return [
    '# Made by `npm run generate`. Copy it to .env and take the # away from what you want to set; nothing has to be.',
    '',
    ...lines,
  ].join('\n');
}

/** The toolkit's page with the table of its commands, laid out as the formatter would. */
function toolkitPage(): string {
  const rows = commands.map(({ name, argument, summary }) => {
    const word = argument ? ` [${argument.words?.join('\\|') ?? argument.name}]` : '';
    return [`\`evenkeel ${name}${word}\``, summary] as const;
  });
  const [left, right] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = ([command, summary]: readonly [string, string]) =>
    `| ${command.padEnd(left ?? 0)} | ${summary.padEnd(right ?? 0)} |`;
  const table = [
    line(['command', 'what it does']),
    line(['-'.repeat(left ?? 0), '-'.repeat(right ?? 0)]),
    ...rows.map(line),
  ];
  const page = readFileSync(new URL('../toolkit/README.md', import.meta.url), 'utf8');
  return page.replace(/(<!-- commands: .*? -->\n)[^]*?(<!-- \/commands -->)/, (_whole, begin: string, end: string) =>
    [begin, ...table, '', end].join('\n'),
  );
}

function openApiDocument(): string {
  const api = createApi((_req, _res, next) => next());
  // Declaring routes calls nothing of what they are given.
  declareRoutes(api, {} as Dependencies);
  return `${JSON.stringify(api.document(VERSION), null, 2)}\n`;
}

/** @param side what a file has to hold, or what a program gives: a value with a default need not be in a file */
function jsonSchema(title: string, schema: z.ZodType, side: 'input' | 'output'): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: side }) }, null, 2)}\n`;
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const files = {
  '.env.example': environmentExample(),
  'docs/environment.md': environmentPage(),
  'backend/openapi.json': openApiDocument(),
  'toolkit/README.md': toolkitPage(),
  'helm/data/README.md': chartPage('data'),
  'helm/backend/README.md': chartPage('backend'),
  'helm/frontend/README.md': chartPage('frontend'),
  'docs/rules.md': await rulesPage(),
  'docs/parity.schema.json': jsonSchema('What `evenkeel parity --json` writes.', reportSchema, 'output'),
  'docs/evenkeel.schema.json': jsonSchema(
    'evenkeel.yaml: its sections `parity` and `secrets`.',
    z.looseObject({ parity: paritySection.optional(), secrets: secretsSection.optional() }),
    'input',
  ),
};
for (const [name, content] of Object.entries(files)) {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  if (!values.check) {
    writeFileSync(path, content);
  } else if (readFileSync(path, 'utf8') !== content) {
    process.stderr.write(`${name} is out of date: run npm run generate and commit it.\n`);
    process.exitCode = 1;
  }
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadCompose } from '../../toolkit/src/parity/compose/load.ts';
import { readCompose } from '../../toolkit/src/parity/compose/services.ts';
import type { Side } from '../../toolkit/src/parity/model.ts';
import { requirement } from '../requirements.ts';

/** What Compose itself makes of a project is the measure of what the reader makes of it. */
interface Case {
  files: Record<string, string>;
  /** Those that are named; without them, compose.yaml. */
  named?: string[];
  envFiles?: string[];
  profiles?: string[];
  environment?: Record<string, string>;
}

const cases: Record<string, Case> = {
  'variables with all their operators': {
    files: {
      '.env':
        'SET=one\nEMPTY=\nNESTED=${SET}-two\nexport QUOTED="a b # no comment"\nSINGLE=\'${SET}\' # a comment\nBARE=x # y\n',
      'compose.yaml': `services:
  web:
    image: web:\${SET}
    environment:
      A: \${SET}
      B: $SET.x
      C: \${UNSET:-default}
      D: \${EMPTY:-default}
      E: \${EMPTY-default}
      F: \${UNSET-default}
      G: \${SET:+other}
      H: \${EMPTY:+other}
      I: \${EMPTY+other}
      J: \${UNSET:-\${SET}/\${UNSET2:-deep}}
      K: $$SET and $\${SET}
      L: \${NESTED}
      M: \${QUOTED}
      N: \${SINGLE}
      O: \${BARE}
      P: \${UNSET}
`,
    },
  },
  'the shell wins over .env': {
    environment: { SET: 'shell' },
    files: {
      '.env': 'SET=file\n',
      'compose.yaml':
        'services:\n  web:\n    image: web\n    environment:\n      - A=${SET}\n      - SET\n      - NOWHERE\n',
    },
  },
  'another file of variables': {
    envFiles: ['one.env', 'two.env'],
    files: {
      '.env': 'A=dot\nB=dot\n',
      'one.env': 'A=one\n',
      'two.env': 'A=two\nB=${A}\n',
      'compose.yaml': 'services: { web: { image: "web:${A}-${B-none}" } }\n',
    },
  },
  'env_file in all its forms': {
    files: {
      'a.env': 'A=a\nB=a\n# comment\nEMPTY=\nEQUALS=a=b=c\n',
      'sub/b.env': 'B=b\nMULTI="line one\nline two"\n',
      'compose.yaml': `services:
  one: { image: one, env_file: a.env, environment: { A: own } }
  two: { image: two, env_file: [a.env, ./sub/b.env] }
  three:
    image: three
    env_file:
      - { path: ./a.env, required: true }
      - { path: ./missing.env, required: false }
`,
    },
  },
  'several files are merged': {
    named: ['compose.yaml', 'over.yaml'],
    files: {
      'compose.yaml': `services:
  web:
    image: web:1
    command: [a, b]
    entrypoint: x y
    environment: { A: '1', B: '1' }
    ports: ['80:80', '443:443']
    expose: ['1000']
    volumes: ['data:/data', './conf:/conf:ro']
    tmpfs: [/tmp]
    healthcheck: { test: [CMD, a] }
    depends_on: [db]
    cap_add: [NET_ADMIN]
  db: { image: db }
volumes: { data: {} }
`,
      'over.yaml': `services:
  web:
    command: c d 'e f'
    environment: [B=2, C=3]
    ports: ['80:80', '8080:8080']
    volumes: ['other:/data', '/srv']
    healthcheck: { test: curl -f http://localhost/ }
    depends_on: { db: { condition: service_healthy } }
    cap_add: [SYS_TIME]
  db: { user: '1000:1000', read_only: true }
volumes: { other: {} }
`,
    },
  },
  '!reset and !override': {
    named: ['compose.yaml', 'over.yaml'],
    files: {
      'compose.yaml': `services:
  web:
    image: web:1
    ports: ['80:80']
    volumes: ['./a:/a', './b:/b']
    environment: { A: '1', B: '2' }
    command: [x]
`,
      'over.yaml': `services:
  web:
    ports: !reset []
    volumes: !override ['./c:/c']
    environment: { A: !reset null }
    command: !reset null
`,
    },
  },
  'extends within a file, and from another one': {
    files: {
      'base/common.yaml': `services:
  base:
    build: { context: ./app, target: run }
    environment: { A: base, B: base }
    env_file: [base.env]
    volumes: ['./files:/files']
    healthcheck: { test: [CMD, check] }
  next:
    extends: base
    environment: { B: next }
`,
      'base/base.env': 'FROM_FILE=1\n',
      'compose.yaml': `services:
  web:
    extends: { file: base/common.yaml, service: next }
    environment: { C: web }
    ports: ['80']
  api: { extends: web, environment: { C: api } }
`,
    },
  },
  'include, with a file of variables of its own': {
    files: {
      'db/.env': 'VERSION=17\n',
      'db/compose.yaml':
        'services:\n  db:\n    image: postgres:${VERSION}\n    volumes: ["./init:/init"]\n    env_file: db.env\n',
      'db/db.env': 'INSIDE=${VERSION}\n',
      'cache.yaml': 'services:\n  cache: { image: "redis:${CACHE:-8}" }\n',
      '.env': 'CACHE=7\n',
      'compose.yaml': `include:
  - cache.yaml
  - path: db/compose.yaml
services:
  web: { image: web, depends_on: [db, cache] }
`,
    },
  },
  'anchors and merge keys': {
    files: {
      'compose.yaml': `x-env: &env { A: '1', B: '2' }
x-base: &base
  image: web
  environment: &more { <<: *env, C: '3' }
services:
  one: { <<: *base }
  two:
    <<: *base
    environment: { <<: *more, A: own }
  three: { <<: [*base, { user: '5' }], image: other }
`,
    },
  },
  profiles: {
    profiles: ['tools'],
    files: {
      'compose.yaml': `services:
  web: { image: web }
  tool: { image: tool, profiles: [tools, more] }
  other: { image: other, profiles: [others] }
`,
    },
  },
  'ports of all kinds': {
    files: {
      'compose.yaml': `services:
  web:
    image: web
    ports:
      - 3000
      - "3001-3003"
      - "8000:80"
      - "9090-9091:8080-8081"
      - "127.0.0.1:8001:8001"
      - "127.0.0.1::5000"
      - "6060:6060/udp"
      - "[::1]:7000:7000"
      - { target: 90, published: "9000", protocol: tcp, mode: host }
      - { target: 91 }
`,
    },
  },
  'mounts of all kinds': {
    files: {
      'conf.txt': '',
      'compose.yaml': `services:
  web:
    image: web
    volumes:
      - named:/named
      - named:/again:ro
      - ./folder:/folder
      - ../up:/up:ro,z
      - /abs:/abs/
      - /anonymous
      - { type: bind, source: ./long, target: /long, read_only: true }
      - { type: volume, source: named, target: /third }
      - { type: tmpfs, target: /mem, tmpfs: { size: 1000 } }
    tmpfs: [/tmp, '/run:mode=755']
    configs: [plain, { source: plain, target: /etc/plain }]
    secrets: [hidden, { source: hidden, target: other }, { source: hidden, target: /abs/secret }]
volumes: { named: {} }
configs: { plain: { file: ./conf.txt } }
secrets: { hidden: { file: ./conf.txt } }
`,
    },
  },
  'limits, security, health and commands': {
    files: {
      'compose.yaml': `services:
  one:
    image: one
    command: sh -c "echo 'a b' && exec x"
    healthcheck: { test: "curl -f http://localhost:8080/health || exit 1", interval: 5s }
    deploy: { replicas: 2, resources: { limits: { cpus: '0.50', memory: 512M } } }
    user: '1000'
    privileged: true
    read_only: true
    cap_add: [NET_ADMIN]
    cap_drop: [ALL]
  two:
    image: two
    mem_limit: 1g
    cpus: 1.5
    scale: 3
    healthcheck: { test: [NONE] }
    entrypoint: ["/bin/x", "--flag=a b"]
    command: []
  three:
    image: three
    healthcheck: { disable: true }
    hostname: h
    container_name: c
    networks: { default: { aliases: [x, y] } }
`,
    },
  },
  builds: {
    files: {
      'compose.yaml': `services:
  one: { build: . }
  two: { build: ./two }
  three: { build: { context: ./three, dockerfile: Dockerfile.other, target: dev, args: [A=1, B] }, image: named }
  four: { build: { context: https://example.com/repo.git, args: { A: 1 } } }
`,
    },
  },
};

const { available, reason } = requirement('docker');
const roots: string[] = [];
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true })));

describe.skipIf(!available)(
  `Compose files are read as the engine reads them${available ? '' : `, not run: ${reason}`}`,
  () => {
    test.each(Object.entries(cases))(
      '%s',
      (_title, { files, named = ['compose.yaml'], envFiles = [], profiles = [], environment = {} }) => {
        const root = mkdtempSync(join(tmpdir(), 'evenkeel compose '));
        roots.push(root);
        for (const [name, text] of Object.entries(files)) {
          mkdirSync(dirname(join(root, name)), { recursive: true });
          writeFileSync(join(root, name), text);
        }
        const paths = (list: string[]) => list.map((file) => join(root, file));
        const own = readCompose(loadCompose({ files: paths(named), envFiles: paths(envFiles), environment }), profiles);
        expect(own.unknown).toEqual([]);

        const words = [
          ...paths(named).flatMap((file) => ['--file', file]),
          ...paths(envFiles).flatMap((file) => ['--env-file', file]),
          ...profiles.flatMap((profile) => ['--profile', profile]),
        ];
        const { PATH = '', HOME = '' } = process.env;
        const said = execFileSync('docker', ['compose', ...words, 'config', '--format', 'json'], {
          encoding: 'utf8',
          env: { PATH, HOME, ...environment },
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        writeFileSync(join(root, 'as-the-engine-says.json'), said);
        const engine = readCompose(
          loadCompose({ files: paths(['as-the-engine-says.json']), envFiles: [], environment: {} }),
          profiles,
        );
        expect(plain(own, root)).toEqual(plain(engine, root));
      },
    );
  },
);

/** Without the places, and with whole paths. */
function plain(side: Side, root: string) {
  const whole = (path: string) => (/^\.{0,2}\//.test(path) || path === '.' ? resolve(path) : path);
  const byText = <Item>(items: Item[], text: (item: Item) => string) =>
    items.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  const services = side.services
    .filter(({ isOptional }) => !isOptional)
    .map(({ variables, ports, mounts, build, after, ...service }) => ({
      ...service,
      // A file that may be missing, and is, leaves no trace with the engine.
      unread: [],
      // What nothing sets is empty for the engine, and not known to us.
      variables: Object.fromEntries(
        [...variables].map(([name, { value, from }]) => [name, value ?? (from === 'text' ? '' : value)]),
      ),
      after: byText(after, ({ name }) => name),
      ports: byText(ports, ({ number, published }) => `${number} ${published}`),
      mounts: byText(mounts, ({ target }) => target).map((mount) => ({ ...mount, source: whole(mount.source) })),
      build: build && { ...build, context: whole(build.context) },
    }));
  const text = JSON.stringify(
    byText(services, ({ name }) => name),
    (key, value: unknown) => (key === 'at' ? undefined : value),
  );
  return JSON.parse(text.replaceAll(root, '')) as unknown;
}

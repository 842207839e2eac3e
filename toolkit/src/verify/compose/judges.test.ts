import { expect, test } from 'vitest';
import type { Finding } from '../check.ts';
import { judgeSecrets, judgeUp } from '../checks/cmp-1-one-command-brings-everything-up.ts';
import { judgePorts } from '../checks/cmp-2-ports-are-for-this-machine-alone.ts';
import { judgeContainer } from '../checks/cmp-5-containers-can-do-little.ts';
import { judgeDatabases } from '../checks/db-2-one-schema-and-seed-everywhere.ts';
import { judgeCommands } from '../checks/img-2-the-backend-image-is-small.ts';
import { judgeFiles, judgeImage } from '../checks/img-3-the-images-hold-what-runs-and-no-more.ts';
import { judgeEntered } from '../checks/img-4-nothing-private-enters-a-build.ts';
import { judgeTags } from '../checks/img-6-images-have-the-tag-of-the-version.ts';
import { judgeMemory } from '../checks/run-6-memory-is-within-its-limits.ts';
import { judgeWay } from '../checks/vote-2-votes-go-through-redis-to-the-database.ts';
import { judgeBroken } from '../checks/vote-4-broken-entries-hold-nobody-up.ts';
import { judgeShared } from '../checks/vote-6-two-workers-share-the-votes.ts';
import { judgeBuilt } from './built-image.ts';
import type { Container } from './container.ts';
import type { Image } from './image.ts';
import { readMemory } from './stats.ts';

const OCI = 'org.opencontainers.image';
const image = (app: string): Image => ({
  id: `sha256:${app}`,
  tags: [`todo-${app}:run`, `todo-${app}:1.0.0`],
  sizeBytes: 154_000_000,
  user: '65532',
  folder: '/app',
  entrypoint: ['/nodejs/bin/node'],
  command: ['main.js'],
  labels: Object.fromEntries(
    ['title', 'description', 'licenses', 'revision', 'version'].map((name) => [`${OCI}.${name}`, '1.0.0']),
  ),
  healthcheck: ['CMD', '/nodejs/bin/node', 'main.js', 'healthcheck'],
  environment: ['NODE_ENV=production'],
});

const container = (service: string, more: Partial<Container> = {}): Container => ({
  id: service,
  name: `app-${service}-1`,
  project: 'app',
  service,
  imageId: 'sha256:backend',
  image: 'todo-backend:run',
  command: [service],
  user: '65532',
  status: 'running',
  exitCode: 0,
  health: 'healthy',
  pid: 1,
  startedAt: '2026-01-01T00:00:00Z',
  restartCount: 0,
  restartPolicy: 'unless-stopped',
  hasInit: true,
  environment: {},
  published: [],
  isReadOnly: true,
  isPrivileged: false,
  capAdd: [],
  capDrop: ['ALL'],
  securityOptions: ['no-new-privileges:true'],
  memoryLimit: 1e9,
  cpuLimit: 1,
  pidsLimit: 128,
  logLimits: { 'max-size': '10m', 'max-file': '3' },
  ...more,
});
const at = (port: number, hostPort: number) => [{ port, hostIp: '127.0.0.1', hostPort }];

/** All that is asked of a copy that is as it must be. */
function facts() {
  return {
    built: { app: 'backend' as const, limitMb: 1000, ms: 4000, image: image('backend') as Image | undefined },
    image: image('backend'),
    files: ['app/', 'app/main.js', 'nodejs/bin/node', 'app/frontend/.next/server/app/page.js.map', 'etc/ssl/certs'],
    context: [
      'package.json',
      'package-lock.json',
      'backend/src/main.ts',
      'frontend/package.json',
      'prisma/schema.prisma',
    ],
    version: '1.0.0',
    containers: [
      container('postgres', { published: at(5432, 5434), imageId: 'sha256:postgres' }),
      container('redis', { imageId: 'sha256:redis' }),
      container('migrate', { status: 'exited', health: undefined }),
      container('backend', { published: at(8000, 8000), command: ['api'] }),
      container('worker'),
      container('frontend', { published: at(3000, 3000), imageId: 'sha256:frontend' }),
    ],
    users: [65532],
    usual: { frontend: 3000, backend: 8000, postgres: 5434 } as Record<string, number>,
    migrateLines: ['{"event":"migrations_applied"}', '{"event":"seed_written"}'],
    secrets: [{ name: 'DEMO_PASSWORD', length: 16, isConstant: false, shownIn: [] as string[] }],
    memory: [
      { service: 'frontend', bytes: 70e6 },
      { service: 'backend', bytes: 120e6 },
      { service: 'postgres', bytes: 45e6 },
    ],
    way: {
      streamId: '1763740800000-1',
      group: { name: 'vote-processors', consumers: 1, pending: 0, 'last-delivered-id': '1763740800000-1' },
      counted: ['cats'],
    },
    broken: {
      lines: ['{"level":"warning","vote":"birds","stream_id":"1-1","event":"invalid_vote_option"}'],
      deadLetters: '["1-1","1-2"]',
      birds: '1-1',
      fieldless: '1-2',
      pending: 0,
      next: ['dogs'],
    },
    shared: {
      consumers: ['a', 'b'].map((name) => ({ name, pending: 0, idle: 5, inactive: 100 })),
      withinMs: 3000,
      acknowledged: 120,
      counted: 120,
      left: 3,
      takenOver: 3,
    },
    here: ['column tasks.title text', 'row of tasks Buy milk'],
    native: ['column tasks.title text', 'row of tasks Buy milk'],
  };
}
type Facts = ReturnType<typeof facts>;

/** What every check says of the same facts, by its id. */
function judgeAll(seen: Facts): Record<string, string[]> {
  const { built, containers, files, migrateLines, users, usual, here, native } = seen;
  const findings: Record<string, Finding[]> = {
    'IMG-1': judgeBuilt({ ...built, failure: built.image ? undefined : 'COPY failed', running: image('backend') }),
    'IMG-2': judgeCommands(containers),
    'IMG-3': [
      ...judgeImage({ app: 'backend', image: seen.image }),
      ...judgeFiles({ app: 'backend', files, onlyForDevelopment: ['vitest', '@types/node'] }),
    ],
    'IMG-4': judgeEntered({ context: seen.context, images: [{ app: 'backend', files }] }),
    'IMG-6': judgeTags({ version: seen.version, images: [seen.image] }),
    'RUN-6': judgeMemory(seen.memory),
    'CMP-1': [...judgeUp({ containers, migrateLines, secrets: undefined }), ...judgeSecrets(seen.secrets)],
    'CMP-2': judgePorts({ containers, usual }),
    'CMP-5': containers.flatMap((each) => judgeContainer({ container: each, users })),
    'VOTE-2': judgeWay(seen.way),
    'VOTE-4': judgeBroken(seen.broken),
    'VOTE-6': judgeShared(seen.shared),
    'DB-2': judgeDatabases({ here, native }),
  };
  const found = Object.entries(findings).filter(([, list]) => list.length > 0);
  return Object.fromEntries(found.map(([id, list]) => [id, list.map(({ what }) => what)]));
}

test('nothing is found in a copy that is as the requirements say', () => {
  expect(judgeAll(facts())).toEqual({});
});

const of = (seen: Facts, service: string) => seen.containers.find((each) => each.service === service) as Container;
const withFile = (name: string) => (seen: Facts) => void seen.files.push(name);
const withImage = (more: Partial<Image>) => (seen: Facts) => void Object.assign(seen.image, more);
const with_ = (service: string, more: Partial<Container>) => (seen: Facts) =>
  void Object.assign(of(seen, service), more);

const broken: [string, string, string, (seen: Facts) => unknown][] = [
  ['IMG-1', 'a build fails', 'The image is built.', (seen) => (seen.built.image = undefined)],
  ['IMG-1', 'a build takes too long', 'The build is quick.', (seen) => (seen.built.ms = 400_000)],
  [
    'IMG-1',
    'an image is large',
    'The image is small.',
    ({ built }) => (built.image = { ...image('x'), sizeBytes: 2e9 }),
  ],
  [
    'IMG-1',
    'the last stage is another',
    'Without a target',
    ({ built }) => (built.image = { ...image('x'), user: '1' }),
  ],
  [
    'IMG-2',
    'the worker has an image of its own',
    "worker is a command of the backend's image.",
    with_('worker', { imageId: 'sha256:worker' }),
  ],
  [
    'IMG-2',
    'migrate runs something else',
    "migrate is a command of the backend's image.",
    with_('migrate', { command: ['sh'] }),
  ],
  [
    'IMG-3',
    'an image runs as root',
    'The program runs as a user with a number, who is not root.',
    withImage({ user: 'root' }),
  ],
  ['IMG-3', 'an image has no user', 'The program runs as a user with a number', withImage({ user: '' })],
  ['IMG-3', 'a user has only a name', 'The program runs as a user with a number', withImage({ user: 'node' })],
  ['IMG-3', 'an image has no folder', 'The folder that it works in is set.', withImage({ folder: '' })],
  ['IMG-3', 'an image has no healthcheck', 'HEALTHCHECK is', withImage({ healthcheck: [] })],
  ['IMG-3', 'a healthcheck needs curl', 'HEALTHCHECK is', withImage({ healthcheck: ['CMD-SHELL', 'curl localhost'] })],
  ['IMG-3', 'an image has a shell', 'There is a shell in no image that runs.', withFile('usr/bin/dash')],
  ['IMG-3', 'an image has npm', 'There is a package manager', withFile('usr/local/bin/npm')],
  [
    'IMG-3',
    'an image has a source map for pages',
    'There is a source map',
    withFile('app/frontend/.next/static/chunks/a.js.map'),
  ],
  [
    'IMG-3',
    'an image has a dev dependency',
    'There is a package that only development needs',
    withFile('app/node_modules/vitest/index.js'),
  ],
  ['IMG-3', 'an image has tests', 'There is a test', withFile('app/backend/src/env.test.ts')],
  ['IMG-3 IMG-4', 'an image has a .env', 'There is a secret of a machine', withFile('app/.env')],
  ['IMG-4', 'an image has .git', 'No image holds what is private.', withFile('app/.git/config')],
  ['IMG-4', 'a .env enters a build', '.dockerignore keeps out', ({ context }) => context.push('backend/.env')],
  [
    'IMG-4',
    "the machine's packages enter a build",
    '.dockerignore keeps out',
    ({ context }) => context.push('node_modules/left-pad/index.js'),
  ],
  ['IMG-4', 'the sources are kept out', '.dockerignore lets in', ({ context }) => context.splice(2, 1)],
  [
    'IMG-6',
    'the tag of the version is missing',
    'The image that runs has the tag',
    withImage({ tags: ['todo-backend:run'] }),
  ],
  [
    'IMG-6',
    'the label says another version',
    'The label of the image',
    withImage({ labels: { ...image('x').labels, [`${OCI}.version`]: '0.9.0' } }),
  ],
  ['RUN-6', 'the frontend grows', 'The frontend stays within', ({ memory }) => (memory[0]!.bytes = 600e6)],
  ['RUN-6', 'all together grow', 'All together stay', ({ memory }) => (memory[2]!.bytes = 3e9)],
  ['CMP-1', 'migrate fails', 'migrate has run once', with_('migrate', { exitCode: 1 })],
  [
    'CMP-1',
    'migrate runs again',
    'migrate has run once',
    ({ containers }) => containers.push(container('migrate', { status: 'exited', health: undefined })),
  ],
  ['CMP-1', 'there is no seed', 'The seed is written.', ({ migrateLines }) => migrateLines.pop()],
  ['CMP-1', 'the worker is not healthy', 'worker is healthy.', with_('worker', { health: 'unhealthy' })],
  ['CMP-1', 'redis has no healthcheck', 'redis is healthy.', with_('redis', { health: undefined })],
  [
    'CMP-1',
    'a password is a constant',
    'DEMO_PASSWORD is made for this machine.',
    ({ secrets }) => (secrets[0]!.isConstant = true),
  ],
  [
    'CMP-1',
    'a password is in a log',
    'DEMO_PASSWORD is shown nowhere.',
    ({ secrets }) => secrets[0]!.shownIn.push('the log of migrate'),
  ],
  ['CMP-1', 'a password is not made', 'DEMO_PASSWORD is made.', ({ secrets }) => (secrets[0]!.length = 0)],
  [
    'CMP-2',
    'a port is on 0.0.0.0',
    'backend is published for this machine alone.',
    with_('backend', { published: [{ port: 8000, hostIp: '0.0.0.0', hostPort: 8000 }] }),
  ],
  [
    'CMP-2',
    'redis is published',
    'Only frontend, backend, postgres are published.',
    with_('redis', { published: at(6379, 6379) }),
  ],
  ['CMP-2', 'postgres is not published', 'postgres is published.', with_('postgres', { published: [] })],
  ['CMP-2', 'the usual port is another', 'frontend is at its usual port', ({ usual }) => (usual['frontend'] = 3001)],
  ['CMP-5', 'a container has no user', 'redis does not run as root.', with_('redis', { user: '' })],
  ['CMP-5', 'files can be written', 'The files of backend are read only.', with_('backend', { isReadOnly: false })],
  ['CMP-5', 'capabilities are kept', 'worker has no capabilities.', with_('worker', { capDrop: [] })],
  ['CMP-5', 'a capability is added', 'worker has no capabilities.', with_('worker', { capAdd: ['NET_ADMIN'] })],
  ['CMP-5', 'a container is privileged', 'redis has no capabilities.', with_('redis', { isPrivileged: true })],
  [
    'CMP-5',
    'privileges can be got',
    'frontend cannot get privileges.',
    with_('frontend', { securityOptions: ['no-new-privileges:false'] }),
  ],
  ['CMP-5', 'there is no limit of memory', 'worker has a limit of memory.', with_('worker', { memoryLimit: 0 })],
  ['CMP-5', 'there is no limit of processors', 'worker has a limit of processors.', with_('worker', { cpuLimit: 0 })],
  [
    'CMP-5',
    'there is no limit of processes',
    'postgres has a limit of processes.',
    with_('postgres', { pidsLimit: 0 }),
  ],
  ['CMP-5', 'a log has no limit', 'The log of migrate has a limit.', with_('migrate', { logLimits: {} })],
  ['VOTE-2', 'a vote is no entry of Redis', 'A vote is an entry', ({ way }) => (way.streamId = '17')],
  [
    'VOTE-2',
    'nobody has read the vote',
    'The group has read the vote.',
    ({ way }) => (way.group['last-delivered-id'] = '1763740800000-0'),
  ],
  ['VOTE-2', 'nobody has acknowledged the vote', 'The group has acknowledged', ({ way }) => (way.group.pending = 1)],
  ['VOTE-2', 'the database has no vote', 'The vote is in the database', ({ way }) => way.counted.pop()],
  ['VOTE-4', 'the log says nothing', 'An unknown option is a warning', (seen) => (seen.broken.lines = [])],
  [
    'VOTE-4',
    'an entry without the field is lost',
    'An entry without the field',
    (seen) => (seen.broken.deadLetters = '["1-1"]'),
  ],
  ['VOTE-4', 'a broken entry stays with the group', 'They do not stay', (seen) => (seen.broken.pending = 1)],
  ['VOTE-4', 'a broken entry blocks the next', 'The vote after them counts.', (seen) => (seen.broken.next = [])],
  ['VOTE-6', 'one worker gets all', 'Both workers get votes.', ({ shared }) => (shared.consumers[1]!.inactive = -1)],
  ['VOTE-6', 'a vote is lost', 'Together they count', ({ shared }) => (shared.counted = 119)],
  ['VOTE-6', 'nobody takes over', "A dead worker's entries", ({ shared }) => (shared.takenOver = 0)],
  ['DB-2', 'a column is missing', 'The database has all', ({ here }) => here.shift()],
  ['DB-2', 'the seed wrote more', 'The database has nothing', ({ here }) => here.push('row of tasks Buy bread')],
];

test.each(broken)('%s sees that %s, and nobody else does', (ids, _what, finding, breakIt) => {
  const seen = facts();
  breakIt(seen);
  const found = judgeAll(seen);
  expect(Object.keys(found)).toEqual(ids.split(' '));
  expect(Object.values(found).flat().join('\n')).toContain(finding);
});

test.each([
  ['57.3MiB / 512MiB', 60_083_405],
  ['1.5GiB / 2GiB', 1_610_612_736],
  ['4.1kB / 0B', 4100],
])('the engine says %s: that are %d bytes', (text, bytes) => {
  expect(readMemory(text)).toBe(bytes);
});

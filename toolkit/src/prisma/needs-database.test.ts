import { expect, test } from 'vitest';
import { needsDatabase } from './needs-database.ts';

test.each([
  ['migrate dev', true],
  ['migrate dev --name x', true],
  ['migrate deploy', true],
  ['migrate reset --force', true],
  ['db push', true],
  ['db seed', true],
  ['studio', true],
  ['--config other.ts migrate status', true],
  ['generate', false],
  ['validate', false],
  ['format --check', false],
  ['version', false],
  ['migrate', false],
  ['migrate dev --help', false],
  ['migrate -h', false],
  ['--help', false],
  ['', false],
])('prisma %s: %s', (line, needed) => expect(needsDatabase(line.split(' ').filter(Boolean))).toBe(needed));

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useOf } from './environment-uses.ts';
import type { Service } from './model.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel uses '));
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'node_modules', 'a.js'), 'process.env.OF_A_PACKAGE');
  writeFileSync(join(folder, 'a.ts'), '\nconst url = process.env.DATABASE_URL;\nconst NAMED = "ONLY_NAMED";\n');
  writeFileSync(join(folder, 'b.py'), 'import os\nlevel = os.environ["LOG_LEVEL"]\nx = os.getenv("FLAG", "no")\n');
  writeFileSync(join(folder, 'c.go'), 'port := os.Getenv("PORT")\nold := envOr("OLD_PORT", ":8080")');
  writeFileSync(
    join(folder, 'd.py'),
    'class Settings(BaseSettings):\n    redis_url: str = "redis://x"\n    class Config:\n        env_prefix = "SHOP_"\n',
  );
  writeFileSync(join(folder, 'e.ts'), "const a = process.env.REGION ?? 'eu';\nconst b = process.env.ZONE ? 1 : 'x';\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const find = (name: string) => useOf(name, { build: { context: folder } } as Service);

test.each([
  ['DATABASE_URL', 'a.ts', 2],
  ['LOG_LEVEL', 'b.py', 2],
  ['FLAG', 'b.py', 3],
  ['PORT', 'c.go', 1],
  ['OLD_PORT', 'c.go', 2],
  ['SHOP_REDIS_URL', 'd.py', 2],
])('%s is asked for in %s:%d', (name, file, line) => {
  expect(find(name)).toMatchObject({ file: join(folder, file), line });
});

test.each([
  ['FLAG', 'no'],
  ['OLD_PORT', ':8080'],
  ['REGION', 'eu'],
  ['ZONE', undefined],
  ['LOG_LEVEL', undefined],
])('what stands in for %s is %s', (name, fallback) => {
  expect(find(name)?.fallback).toBe(fallback);
});

test.each(['ONLY_NAMED', 'OF_A_PACKAGE', 'MISSING'])('%s is not asked for', (name) => {
  expect(find(name)).toBeUndefined();
});

test('a context that is not there has no sources', () => {
  expect(useOf('PORT', { build: { context: join(folder, 'gone') } } as Service)).toBeUndefined();
});

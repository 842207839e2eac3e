import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAskedNowhere, isSameValue, useOf } from './uses.ts';
import type { Service } from '../model.ts';

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
  writeFileSync(
    join(folder, 'f.ts'),
    'const shape = z.object({ CACHE_SIZE: z.coerce.number().default(64), host: z.string().default("0.0.0.0"), big: z.bigint().default(100_000n) });\nconst names = { host: "SHOP_HOST", big: "SHOP_AMOUNT" };\nexport const env = cleanEnv(process.env, { RETRIES: num({ default: 3 }) });\nfetch(`${BASE_PATH}/x`, `${process.env.IN_TEMPLATE}`);\n',
  );
  writeFileSync(
    join(folder, 'g.go'),
    'stage := os.Getenv("STAGE")\nif stage == "" {\n\tstage = "development"\n}\nvar c = C{Log: L{Format: "text"}}\nif v := os.Getenv("LOG_FORMAT"); v != "" { c.Log.Format = v }\n',
  );
  writeFileSync(join(folder, 'application.yml'), 'shop:\n  address: ${SHOP_ADDRESS:http://localhost:8085}\n');
  writeFileSync(
    join(folder, 'h.py'),
    'debug = config("DEBUG_MODE", default=False)\nclass Settings(BaseSettings):\n    use_dummy: bool = False\n    name: str = Field(default="shop")\n',
  );
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
  ['SHOP_REDIS_URL', 'redis://x'],
  ['CACHE_SIZE', '64'],
  ['SHOP_HOST', '0.0.0.0'],
  ['SHOP_AMOUNT', '100_000n'],
  ['RETRIES', '3'],
  ['STAGE', 'development'],
  ['LOG_FORMAT', 'text'],
  ['SHOP_ADDRESS', 'http://localhost:8085'],
  ['DEBUG_MODE', 'False'],
  ['USE_DUMMY', 'False'],
  ['IN_TEMPLATE', undefined],
])('what stands in for %s is %s', (name, fallback) => {
  expect(find(name)?.fallback).toBe(fallback);
});

test.each(['ONLY_NAMED', 'OF_A_PACKAGE', 'MISSING', 'BASE_PATH'])('%s is not asked for', (name) => {
  expect(find(name)).toBeUndefined();
});

test('a context that is not there has no sources', () => {
  expect(useOf('PORT', { build: { context: join(folder, 'gone') } } as Service)).toBeUndefined();
});

test.each([
  ['MISSING_ZEBRA', true],
  // In a text, by its last word, of a library.
  ['ONLY_NAMED', false],
  ['SHOP_BIG', false],
  ['SPRING_MISSING', false],
])('that %s is asked for nowhere: %s', (name, isNowhere) => {
  expect(isAskedNowhere(name, { build: { context: folder } } as Service)).toBe(isNowhere);
});

test.each([
  ['True', 'true', true],
  ['100_000n', '100000', true],
  ['1', '01', false],
  ['Text', 'text', false],
])('%s and %s are one value: %s', (one, other, isOne) => {
  expect(isSameValue(one, other)).toBe(isOne);
});

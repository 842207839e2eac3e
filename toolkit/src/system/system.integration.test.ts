import { createServer } from 'node:net';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readIfThere, writeWhole } from './files.ts';
import { freePort, isPortFree, portHolder } from './ports.ts';
import { listProcesses, processInfo } from './processes.ts';

test('this process knows itself', () => {
  const self = processInfo(process.pid);
  expect(self?.command).toContain('node');
  expect(listProcesses()).toContainEqual(expect.objectContaining({ pid: process.pid, startedAt: self?.startedAt }));
  expect(processInfo(99_999_999)).toBeUndefined();
});

test.each(['127.0.0.1', '0.0.0.0', '::1'])('a port that is taken on %s is found with its holder', async (host) => {
  const port = await freePort();
  expect(await isPortFree(port)).toBe(true);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  onTestFinished(() => void server.close());
  expect(await isPortFree(port)).toBe(false);
  expect(portHolder(port)).toMatchObject({ pid: process.pid, folder: process.cwd() });
});

test('a file is written whole, for this user only, with nothing beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.json');
  expect(readIfThere(file)).toBeUndefined();
  writeWhole(file, 'one');
  writeWhole(file, 'two');
  expect(readIfThere(file)).toBe('two');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['a.json']);
  expect(() => writeWhole(join(folder, 'missing', 'b.json'), 'x')).toThrow('ENOENT');
});

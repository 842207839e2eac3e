import { expect, test } from 'vitest';
import { parsePs } from './processes.ts';

test('what ps says on macOS', () => {
  const said = `  501   501 Sat Nov 21 09:12:01 2026     /usr/local/bin/node service.js
12345  501 Sun Nov  1 00:00:00 2026     postgres: checkpointer\n`;
  expect(parsePs(said)).toEqual([
    {
      pid: 501,
      group: 501,
      startedAt: 'Sat Nov 21 09:12:01 2026',
      command: '/usr/local/bin/node service.js',
      run: undefined,
    },
    {
      pid: 12_345,
      group: 501,
      startedAt: 'Sun Nov  1 00:00:00 2026',
      command: 'postgres: checkpointer',
      run: undefined,
    },
  ]);
});

import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { renderLogLine } from './log-line.ts';

const plain = createColors(false);
const time = '2026-11-21T09:12:01.234Z';
const clock = new Date(time).toTimeString().slice(0, 8);

test.each([
  [
    'time, level, event and the rest as key=value',
    { level: 'info', time, event: 'api_listening', port: 8000, on: true },
    'info    api_listening port=8000 on=true',
  ],
  [
    'texts with spaces, signs or nothing in quotes',
    { level: 'warning', time, event: 'x', a: 'two words', b: '', c: 'k=v', d: 'say "hi"' },
    String.raw`warning x a="two words" b="" c="k=v" d="say \"hi\""`,
  ],
  [
    'objects and lists as JSON',
    { level: 'error', time, event: 'x', errors: [{ path: 'title' }] },
    'error   x errors=[{"path":"title"}]',
  ],
])('%s', (_what, entry, shown) => {
  expect(renderLogLine(JSON.stringify(entry), plain)).toEqual([`${clock} ${shown}`]);
});

test('a stack stands below, line by line', () => {
  const entry = { level: 'error', time, event: 'failed', stack: 'Error: no\n    at here', status: 500 };
  expect(renderLogLine(JSON.stringify(entry), plain)).toEqual([
    `${clock} error   failed status=500`,
    '  Error: no',
    '      at here',
  ]);
});

test.each(['ready in 700 ms', '{"not":"a log"}', '{"level":"info"', '[1]', '{"time":1,"level":2,"event":3}'])(
  'any other line stays as it is: %s',
  (line) => expect(renderLogLine(line, plain)).toEqual([line]),
);

test('colours of a service are taken out where none may be', () => {
  expect(renderLogLine('\u001B[32mok\u001B[39m', plain)).toEqual(['ok']);
  expect(renderLogLine('\u001B[32mok\u001B[39m', createColors(true))).toEqual(['\u001B[32mok\u001B[39m']);
});

test('empty lines and movements of the cursor are left out', () => {
  for (const empty of ['  ', '\u001B[?25h']) {
    expect(renderLogLine(empty, plain)).toEqual([]);
    expect(renderLogLine(empty, createColors(true))).toEqual([]);
  }
  expect(renderLogLine('\u001B[2J\u001B[?25h\u001B[1;32mok\u001B[0m', createColors(true))).toEqual([
    '\u001B[1;32mok\u001B[0m',
  ]);
});

test('only warnings and errors are yellow and red', () => {
  const paint = createColors(true);
  const render = (level: string) => renderLogLine(JSON.stringify({ level, time, event: 'x' }), paint).join('');
  expect(render('warning')).toContain(paint.yellow('warning'));
  expect(render('error')).toContain(paint.red('error  '));
  expect(render('info')).toContain(paint.dim('info   '));
});

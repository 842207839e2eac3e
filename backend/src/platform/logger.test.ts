import { describe, expect, test } from 'vitest';
import { createLogger, type LogLevel } from './logger.ts';

function capture(level?: LogLevel) {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(level, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  return { logger, lines };
}

describe('RUN-7: a log line', () => {
  test('has level, ISO time and event, and what belongs to it', () => {
    const { logger, lines } = capture();
    logger.warn({ vote: 'birds' }, 'invalid_vote_option');
    expect(lines).toEqual([
      {
        level: 'warning',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        event: 'invalid_vote_option',
        vote: 'birds',
      },
    ]);
  });

  test.each([
    ['debug', ['debug', 'info', 'warning', 'error']],
    ['info', ['info', 'warning', 'error']],
    ['warning', ['warning', 'error']],
    ['error', ['error']],
  ] as const)('from the level %s on', (level, expected) => {
    const { logger, lines } = capture(level);
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(lines.map((line) => line['level'])).toEqual(expected);
  });

  test('an error has its type, code, message, stack and cause, and nothing that may hold a text of a person', () => {
    const { logger, lines } = capture();
    const row = 'Failing row contains (Buy milk).';
    const cause = Object.assign(new TypeError('inner'), { detail: row });
    const error = Object.assign(new Error('outer', { cause }), { code: 'P2039', meta: { detail: row } });
    logger.error({ err: error }, 'request_failed');
    expect(lines[0]?.['err']).toEqual({
      type: 'Error',
      code: 'P2039',
      message: 'outer',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { type: 'TypeError', message: 'inner', stack: expect.stringContaining('logger.test.ts') },
    });
    expect(JSON.stringify(lines)).not.toContain('Buy milk');
  });

  test('what is called as a secret is called is not shown', () => {
    const { logger, lines } = capture();
    logger.info({ password: 'hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2' } }, 'mistake');
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});

import { expect, test } from 'vitest';
import { programOf, readTop, whyNoKill } from './host-process.ts';

test.each([
  ['linux', 0, 'Debian GNU/Linux', 'possible'],
  ['linux', 1000, 'Debian GNU/Linux', 'only root may kill'],
  ['linux', 0, 'Docker Desktop', 'a virtual machine'],
  ['darwin', 501, 'Docker Desktop', 'a virtual machine'],
  ['win32', undefined, 'Docker Desktop', 'a virtual machine'],
] as const)('on %s, user %s, with %s: %s', (platform, user, engine, why) => {
  expect(whyNoKill(platform, user, engine) ?? 'possible').toContain(why);
});

const top = `PID                 PPID                COMMAND
4242                4200                docker-init
4300                4242                node
4311                4300                node
`;

test('the program is what the init process waits for, not one that the program has started', () => {
  expect(readTop(top)).toEqual([
    { pid: 4242, parent: 4200 },
    { pid: 4300, parent: 4242 },
    { pid: 4311, parent: 4300 },
  ]);
  expect(programOf({ pid: 4242, hasInit: true }, readTop(top))).toBe(4300);
});

test('without an init process it is the first', () => {
  expect(programOf({ pid: 4242, hasInit: false }, readTop(top))).toBe(4242);
});

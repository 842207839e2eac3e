import { expect, test } from 'vitest';
import { tiltHangs } from './tilt-hangs.ts';

const copies = [
  '     frontend │ ',
  '     frontend │ 1 File Changed: [frontend/src/app/page.tsx]',
  '     frontend │ Will copy 1 file(s) to container: [app-frontend-1]',
  "     frontend │ - '/app/page.tsx' --> '/app/frontend/src/app/page.tsx'",
];

test('Tilt hangs where a copy was announced and never began, whatever the other parts say since', () => {
  expect(tiltHangs(copies)).toBe(true);
  const others = ['      backend │ RUNNING: tar -C / -x -f -', '      backend │   → Container app-backend-1 updated!'];
  expect(tiltHangs([...copies, ...others])).toBe(true);
});

test.each([
  ['nothing was edited', []],
  ['the copy runs', [...copies, '     frontend │ RUNNING: tar -C / -x -f -']],
  [
    'what was deleted is gone',
    ['  backend │ Will delete 1 file(s)', '  backend │   → Container app-backend-1 updated!'],
  ],
  ['it gave up', [...copies, '     frontend │ Failed to update container: copying changed files']],
])('Tilt does not hang where %s', (_what, lines) => {
  expect(tiltHangs(lines)).toBe(false);
});

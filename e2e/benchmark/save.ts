import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { say, timeOf, until } from './figures.ts';

// As a person saves: whatever an edit sets off is over by then.
const PAUSE_MS = 3_000;
// Each look is a line in the logs that are followed meanwhile.
const LOOK_EVERY_MS = 20;
const SHOWS_WITHIN_MS = 30_000;
const MISSES = 3;

/** A place in the sources that can be seen at an address. */
export interface Place {
  folder: string;
  file: string;
  /** What is replaced, also after it has been replaced. */
  from: RegExp;
  to: (mark: string) => string;
  url: string;
}

let saves = 0;

/** The time from saving a file to the first answer that shows it. A save that a watcher has missed is told, and done again. */
export async function saveAndSee(place: Place): Promise<number> {
  for (let missed = 0; ; missed += 1) {
    try {
      return await saveOnce(place);
    } catch (error) {
      if (missed === MISSES) throw error;
      say(`  ${String(error)} Once more.`);
    }
  }
}

async function saveOnce({ folder, file, from, to, url }: Place): Promise<number> {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  if (!from.test(source)) throw new Error(`${file} has no ${from.source}.`);
  const mark = `save-${++saves}-`;
  const shows = async () => (await fetch(url).then((answer) => answer.text())).includes(mark);
  await until(`${url} answers`, async () => (await fetch(url)).status < 500);
  const time = await timeOf(async () => {
    writeFileSync(path, source.replace(from, to(mark)));
    await until(`${url} shows the edit of ${file}`, shows, { everyMs: LOOK_EVERY_MS, limitMs: SHOWS_WITHIN_MS });
  });
  await pause(PAUSE_MS);
  return time;
}

/** An edit of the backend, and one of a page, in a copy of this repository. */
export const places = ({ folder, backend, frontend }: { folder: string; backend: string; frontend: string }) => ({
  answer: {
    folder,
    file: 'backend/src/platform/http.ts',
    from: /described at \/docs\.[^`]*/,
    to: (mark: string) => `described at /docs. ${mark}`,
    url: `${backend}/nothing`,
  },
  page: {
    folder,
    file: 'frontend/src/app/page.tsx',
    from: /title: '[^']*'/,
    to: (mark: string) => `title: '${mark}'`,
    url: frontend,
  },
});

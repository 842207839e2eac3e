import { afterAll, describe, expect, test } from 'vitest';
import { requirement } from '../../requirements.ts';
import { groups } from './drifts/index.ts';
import { harmless } from './harmless.ts';
import { lineOf, Workshop } from './workshop.ts';

const missing = (['helm', 'tilt'] as const)
  .map((name) => requirement(name))
  .flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
const why = missing.length === 0 ? '' : ` (not run: ${missing.join('; ')})`;

const workshop = new Workshop();
afterAll(() => workshop.remove());

const drifts = Object.entries(groups).flatMap(([group, make]) =>
  make((file) => workshop.read(file)).map((drift) => ({ ...drift, group })),
);
const short = (text: string) => text.trim().replaceAll(/\s+/g, ' ').slice(0, 60);

describe.skipIf(missing.length > 0)(`an edit that makes the runtimes differ is found${why}`, () => {
  test.each(
    drifts.map((drift) => ({
      ...drift,
      title: `${drift.group}: ${short(drift.from)} → ${short(drift.to)}, by ${drift.rule}`,
    })),
  )('$title', async (drift) => {
    const file = drift.lineIn ?? drift.file;
    const { behind = '', to } = drift;
    // Where it is said is a line of the file as it is then.
    const text = drift.lineIn === undefined ? workshop.changed(drift) : workshop.read(file);
    const line = drift.line === undefined ? lineOf(text, to, behind) : lineOf(text, drift.line);
    const { more } = await workshop.after(drift);
    const found = more.filter(({ severity }) => severity !== 'info');
    expect(found.map(({ rule }) => rule)).toContain(drift.rule);
    const places = found
      .filter(({ rule }) => rule === drift.rule)
      .flatMap((each) => [each.compose.at, each.cluster.at]);
    expect(places.map(workshop.shown)).toContain(`${file}:${line}`);
  });
});

const edits = Object.entries(harmless).flatMap(([group, make]) =>
  make((file) => workshop.read(file)).map((edit) => ({
    ...edit,
    title: `${group}, ${edit.file}: ${short(edit.from)} → ${short(edit.to)}`,
  })),
);

describe.skipIf(missing.length > 0)(`an edit that changes nothing is found by nobody${why}`, () => {
  test.each(edits)('$title', async (edit) => {
    const { more, less } = await workshop.after(edit);
    expect([...more, ...less].map(({ rule, service, message }) => `${rule} ${service}: ${message}`)).toEqual([]);
  });
});

test('there are enough of them', () => {
  expect(drifts.length).toBeGreaterThanOrEqual(150);
  expect(edits.length).toBeGreaterThanOrEqual(100);
});

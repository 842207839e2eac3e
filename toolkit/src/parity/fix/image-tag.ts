import { readImage } from '../image.ts';
import type { Told } from '../report/report.ts';
import type { Context, Fix } from './fix.ts';
import { NotCertain, pairsOf } from './fix.ts';
import { literal, withWord } from './line-text.ts';

const ANY = 'latest';

/** A side that takes any version gets the one that the other side names. */
export function pinTag(finding: Told, context: Context): Fix {
  const [found] = pairsOf(finding, context);
  const [compose, cluster] = [found?.pair.compose, found?.pair.cluster];
  if (!compose?.image || !cluster?.image) throw new NotCertain('one side has no image');
  const [one, other] = [readImage(compose.image.value), readImage(cluster.image.value)];
  if (one.tag !== ANY && other.tag !== ANY)
    throw new NotCertain('both sides name a version: which one is meant is yours to say');
  const [loose, tag] = one.tag === ANY ? [compose, other.tag] : [cluster, one.tag];
  if (compose.build) throw new NotCertain('the image is built here, under a tag of its own');
  const { value = '', at } = loose.image ?? {};
  if (!at || value.includes('@')) throw new NotCertain('the image is named by its digest');
  const name = value.replace(/:latest$/, '');
  const change = (text: string) => {
    const line = text.split(/\r?\n/)[at.line - 1] ?? '';
    if (line.includes(`${name}:${ANY}`)) return withWord(text, at, new RegExp(`${literal(name)}:(${ANY})\\b`), tag);
    if (line.includes(name))
      return withWord(text, at, new RegExp(`(?<![\\w/.-])${literal(name)}(?![\\w/.:-])`), `${name}:${tag}`);
    // In values the tag has a line of its own; a number would lose its last zero there.
    return withWord(text, at, new RegExp(`["']?\\b${ANY}\\b["']?`), `'${tag}'`);
  };
  const side = loose === compose ? `the service ${compose.name}` : `${cluster.kind} ${cluster.name}`;
  return {
    finding,
    what: `${side} gets the version that the other side names: ${tag}`,
    slot: `${at.file}:${at.line} image`,
    outcome: tag,
    keepsLines: true,
    changes: [{ file: at.file, change }],
  };
}

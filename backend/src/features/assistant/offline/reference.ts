import { onlyQuote } from './quotes.ts';
import { DONE, FROM_LIST, LIST, OPEN, TASK } from './lexicon.ts';

/** How somebody points at tasks. Places count from 1, and from the end when negative. */
export type Reference =
  | { kind: 'it' | 'them' | 'newest' | 'oldest' }
  | { kind: 'all'; completed?: boolean }
  | { kind: 'matching'; text: string }
  | { kind: 'places'; places: number[] }
  | { kind: 'phrase'; text: string; isQuoted?: boolean }
  /** Chosen already, by the answer to a question. */
  | { kind: 'ids'; ids: string[] };

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const numbers = 'one two three four five six seven eight nine ten'.split(' ');
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'isu');

const IT = whole(
  `it|that|this|(?:that|this|the same|the) (?:one|${TASK})|the one|same|the last (?:one|task) (?:i|you|we) (?:just )?(?:added|made|created|changed|renamed|mentioned)|` +
    `(?:the|that|my) (?:one|task|thing)?\\s*(?:(?:that )?(?:i|you|we)(?:'ve| have)? just \\w+|just \\w+ed|new(?:ly added)? one)`,
);
const THEM = whole(
  `them|those|these|they|both|(?:both|all|any) of (?:them|those|these)|them (?:all|both)|(?:those|these|both|the) (?:ones|tasks|items)`,
);
const NEWEST = whole(`the (?:newest|latest|most recent|last added|new) (?:one|${TASK})`);
const OLDEST = whole(`(?:the|my) oldest (?:one|${TASK})`);
const EVERY = `(?:absolutely |really )?(?:all(?: of)?|every(?: single)?|each|any|both(?: of)?)`;
const THING = `(?:${TASK}|ones?|stuff|of them)`;
const ALL = whole(
  `(?:${EVERY} )?(?:everything|${LIST}|(?:my|the) (?:whole |entire )?(?:to-?do |task )?list|(?:my |the )?${TASK})${FROM_LIST}|${EVERY}(?: (?:my|the|these|those))?(?: ${THING})?${FROM_LIST}`,
);
const allIn = (state: string) =>
  whole(
    `(?:${EVERY} )?(?:(?:my|the|of|all|already|these|those|what(?:ever)? (?:is|are|i have|i've)(?: already)?) )*(?:${state})(?: ${THING})?${FROM_LIST}|` +
      `(?:${EVERY}(?: (?:my|the))?(?: ${THING})?|everything|anything|${TASK}|(?:the |those )?(?:ones|tasks|things)|whatever|what)\\s*(?:(?:that|which)?\\s*(?:is|are|was|were|i have|i've|'s)\\s+(?:already |been )*)?(?:${state})(?: already)?${FROM_LIST}`,
  );
const ALL_DONE = allIn(DONE);
const ALL_OPEN = allIn(OPEN);
const MATCHING = whole(
  `(?:${EVERY}|everything)(?: (?:my|the))?(?: ${TASK})? (?:about|with|containing|related to|for|regarding|that mentions?|mentioning) (.+)|${EVERY} (?:my |the )?(.+?) ${TASK}`,
);
const SINGLE = `(?:one|${TASK})?`;
const OF = `(?:\\s+(?:on|in|of|from) .+)?`;
const NUMBERED = whole(
  `(?:the )?(?:numbers?|no\\.?|nr\\.?|#|${TASK}(?: number| no\\.?| #)?)?\\s*#?(\\d{1,3})(?:st|nd|rd|th|\\.)?\\s*${SINGLE}${OF}`,
);
const ORDINAL = whole(`(?:the )?(?:very )?(${ordinals.join('|')}|last|final|top|bottom)\\s*${SINGLE}${OF}`);
const BEFORE_LAST = whole(
  `(?:the )?(?:second to last|second last|next to last|penultimate|last but one)\\s*${SINGLE}${OF}`,
);
const RUN = whole(`(?:the )?(first|last|top|bottom) (\\d{1,2}|${numbers.join('|')})\\s*${SINGLE}${OF}`);
const RANGE = whole(`(?:the )?(?:numbers?|${TASK}|#)?\\s*(\\d{1,3})\\s*(?:-|–|to|through|until)\\s*(\\d{1,3})`);
// "One" by itself is any one.
const CARDINAL = whole(`(?:numbers?|${TASK})(?: number)? (${numbers.join('|')})|(${numbers.slice(1).join('|')})`);

function placesOf(text: string): number[] | undefined {
  const run = RUN.exec(text);
  if (run) {
    const count = numbers.indexOf(run[2]!.toLowerCase()) + 1 || Number(run[2]);
    const fromStart = /first|top/i.test(run[1]!);
    return Array.from({ length: Math.min(count, 50) }, (_, index) => (fromStart ? index + 1 : index - count));
  }
  const range = RANGE.exec(text);
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    return to > from && to - from < 100 ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : undefined;
  }
  const parts = text.split(/\s*(?:,\s*(?:and\s+)?|\s+and\s+|&|\+)\s*/i).filter((part) => part !== '');
  const places = parts.map((part) => {
    if (BEFORE_LAST.test(part)) return -2;
    const numbered = NUMBERED.exec(part);
    if (numbered) return Number(numbered[1]);
    const named = CARDINAL.exec(part);
    if (named) return numbers.indexOf((named[1] ?? named[2])!.toLowerCase()) + 1;
    const word = ORDINAL.exec(part)?.[1]?.toLowerCase();
    if (word === undefined) return undefined;
    if (/last|final|bottom/.test(word)) return -1;
    return word === 'top' ? 1 : ordinals.indexOf(word) + 1;
  });
  return places.length > 0 && places.every((place) => place !== undefined && place !== 0)
    ? (places as number[])
    : undefined;
}

/** Without what is around the words that a task is recognised by. */
export function corePhrase(text: string): string {
  let core = text.trim();
  const rules = [
    new RegExp(`${FROM_LIST.replace(/\?$/, '')}$`, 'iu'),
    new RegExp(`^(?:both\\s+)?(?:(?:the|my|a|an|that|this|our|your)\\s+|(?<=both\\s))`, 'iu'),
    new RegExp(
      `^(?:one|${TASK})(?:\\s*[:,-]\\s*|\\s+)(?:(?:that (?:is |says |reads )?|which (?:is |says )?|is )?(?:called|named|titled|labelled|entitled|about|regarding|with|for|to|that says|saying|of)\\s+)?`,
      'iu',
    ),
    new RegExp(`\\s+(?:${TASK}|ones?)$`, 'iu'),
  ];
  for (const rule of rules) {
    const less = core.replace(rule, '').trim();
    if (less !== '') core = less;
  }
  return core;
}

/** What a piece of text points at. */
export function parseReference(given: string): Reference {
  const text = given
    .trim()
    .replace(/[.!?,;:]+$/, '')
    .replaceAll(/\s+/g, ' ');
  if (IT.test(text)) return { kind: 'it' };
  if (THEM.test(text)) return { kind: 'them' };
  if (NEWEST.test(text)) return { kind: 'newest' };
  if (OLDEST.test(text)) return { kind: 'oldest' };
  if (ALL_OPEN.test(text)) return { kind: 'all', completed: false };
  if (ALL_DONE.test(text)) return { kind: 'all', completed: true };
  const places = placesOf(text);
  if (places) return { kind: 'places', places };
  if (ALL.test(text)) return { kind: 'all' };
  const matching = MATCHING.exec(text);
  if (matching) return { kind: 'matching', text: (matching[1] ?? matching[2] ?? '').trim() };
  const core = corePhrase(text);
  return { kind: 'phrase', text: core, isQuoted: onlyQuote.test(core) };
}

import type { Command } from './command.ts';
import { DONE, LIST, OPEN, TASK } from './lexicon.ts';
import { corePhrase, parseReference } from './reference.ts';
import { presentOf, wordsOf } from './words.ts';

const find = (pattern: string) => new RegExp(pattern, 'isu');

const SHOW = find(
  `^(?:show|list|display|print|view|see|read(?: out| me| back)?|give me|get(?! rid\\b)|fetch|pull up|bring up|open|tell me|let me see|know|check|look at|go through|go over|run through|review|recap|summari[sz]e|count|remind me (?:what|of|which)|have a look at|take a look at)\\b(.*)$`,
);
const ALWAYS_SHOWS = /^(?:show|list|display|view|summari[sz]e|recap)\b/i;
const FIND = find(`^(?:find|search(?: for)?|look for|look up|filter(?: by)?|where(?:'s| is| are))\\s+(.+)$`);
const ASK = find(
  `^(?:what|which|how many|how much|what's|whats|what're|do (?:i|we) (?:still )?have|have (?:i|we) got|is there|are there|are any|is anything|any|anything|am i|are we|how (?:am i|is my|does my|are my|are we)|when do i|got any|who|where)\\b(.*)$`,
);
const NOUN = find(`\\b(?:tasks?|to-?dos?|to dos?|list|agenda|plate|chores|reminders|items|everything|errands)\\b`);
const DOING = find(
  `\\b(?:do|doing|done|left|open|remain\\w*|pending|next|finish\\w*|complete\\w*|still|outstanding|need|have to|must|should|due|planned|plans|missing|accomplish\\w*|to go|over|behind me|tick\\w*|check\\w* off)\\b`,
);
const BARE = find(
  `^(?:(?:the )?(?:number|count|list|overview|rest) of )?(?:(?:my|the|all|all my|all the|open|current|remaining|pending|completed|finished|done|every)\\s+)*(?:${TASK}|list|to-?do list|task list|agenda|status|overview|summary)(?:\\s+(?:list|overview|status|please))*$`,
);
const ABOUT = find(
  `\\b(?:about|containing|contain(?:s)?|mention(?:s|ing)?|related to|regarding|concerning|that have|with the words?|matching)\\s+(.+)$`,
);
const HAVE_TO = find(`^do (?:i|we) (?:still )?(?:have|need) to (?!do\\b)(.+)$`);
const HAVE_TASK = find(
  `^(?:do (?:i|we) (?:still )?have|have (?:i|we) got|is there|are there)\\s+(?:a|an|any|some)?\\s*(?:${TASK}|anything|something)?\\s*(?:to do with|called|named|about|to|for|with)\\s+(?!do\\b)(.+)$`,
);
const HAVE_NAMED = find(
  `^(?:do (?:i|we) (?:still )?have|have (?:i|we) got|is there|are there)\\s+(?:a|an|any)\\s+(.+?)\\s+(?:task|to-?do|reminder|item)s?(?:\\s+(?:on|in)\\s+${LIST})?$`,
);
const WHETHER = find(`^(?:please )?(?:check|see|tell me|know|find out|verify|confirm)\\s+(?:if|whether|that)\\s+(.+)$`);
const PASSIVE = find(
  `^(?:is|are|was|were|has|have)\\s+(.+?)\\s+(?:already |been |now |yet |being )*([a-z]+)(?:\\s+(?:yet|already|now))?$`,
);
const LOOK = find(
  `^(?:is|are|was|were)\\s+(.+?)\\s+(?:already |been |now |yet )*(?:${DONE}|${OPEN})(?:\\s+(?:yet|already|now))?$`,
);
const DID_I = find(`^(?:did|have) (?:i|we)(?! got\\b)(?:\\s+(?:already|ever|just))?\\s+(.+?)(?:\\s+(?:yet|already))?$`);
const COUNTING = /\bhow many\b|^count\b|\bnumber of\b/i;
const IS_OPEN = find(
  `\\b(?:${OPEN}|left|still|remain\\w*|unfinished|what else|(?:have|need|got|supposed|want|there is|is there|there's|anything|things|stuff|what|still|left) to (?:do|be done|finish|complete|get done)|should i (?:do|be doing)|must i do|do i need|next|missing|to go|am i (?:done|finished)|are we done|(?:have|did|is|are|has|was)(?:n't| not)\\b.*\\b${DONE}|on (?:my|the) (?:plate|agenda)|to finish)\\b`,
);
const IS_DONE = find(
  `\\b(?:${DONE}|did i|have i (?:done|finished|completed)|i(?:'ve| have) (?:already )?(?:done|finished|completed)|accomplished|behind me)\\b`,
);

const filler = new Set(
  (
    'show list display print view see read out me back give get fetch pull bring up open tell let check look at go through over run review recap ' +
    'summarize summarise count remind what of which is are was were there my the a an all of us i we have has do does did every everything any only just ones one ' +
    'task tasks todo todos item items chores chore jobs things thing stuff reminders agenda plate entries to on in that to-do dos list lists current currently full whole complete entire please now so far ' +
    'today s again again for it them these those this left still be by can how many number with and or new done completed finished ticked checked closed off not yet undone incomplete ' +
    'ive im whats else rundown breakdown glance idea unfinished pending active outstanding remaining unresolved been already need take have should must next got your overview status summary mine here quick quickly each complete am re ve'
  ).split(' '),
);

/** Reads a clause that asks what there is. */
export function parseList(text: string): { command: Command; plain: boolean } | undefined {
  const exact = (about: string): Command => ({ do: 'list', about: about.trim() });
  const find1 = FIND.exec(text)?.[1];
  if (find1) {
    const core = corePhrase(find1.replace(/^for\s+/i, ''));
    return NOUN.test(find1) && residue(find1) === ''
      ? { command: filtered(text), plain: false }
      : { command: exact(core), plain: false };
  }
  const wanted = (HAVE_TO.exec(text) ?? HAVE_TASK.exec(text) ?? HAVE_NAMED.exec(text))?.[1];
  if (wanted && residue(wanted) !== '') return { command: exact(corePhrase(wanted)), plain: true };
  const looked = LOOK.exec(text)?.[1];
  if (looked && !/^(?:there|any|anything|all|everything)\b/i.test(looked)) {
    return look(looked);
  }
  const passive = PASSIVE.exec(text);
  const verb = passive && presentOf(passive[2]!);
  if (verb && !/^(?:there|any|anything)\b/i.test(passive[1]!)) return look(`${verb} ${passive[1]!}`);
  const did = DID_I.exec(text)?.[1]?.replace(
    /^(?:finish|finished|complete|completed|do|done|get done)\s+(?:with\s+)?/i,
    '',
  );
  if (did && parseReference(did).kind === 'all') return { command: { do: 'list', completed: false }, plain: true };
  if (did && residue(did) !== '') return look(did);
  const shown = SHOW.exec(text);
  if (shown) {
    const named = ABOUT.exec(text)?.[1];
    const about = named === undefined || residue(named) === '' ? residue(shown[1]!.replace(/\babout\b/i, '')) : named;
    const isList =
      NOUN.test(shown[1]!) ||
      ALWAYS_SHOWS.test(text) ||
      (DOING.test(shown[1]!) && /\b(?:what|which|i)\b/i.test(shown[1]!));
    if (!isList) return undefined;
    return { command: about === '' ? filtered(text) : ({ ...filtered(text), about } as Command), plain: true };
  }
  if (BARE.test(text)) return { command: filtered(text), plain: true };
  if (
    ASK.test(text) &&
    (NOUN.test(text) || DOING.test(text)) &&
    !/\b(?:can|could) you\b|\byou do\b|\bare you\b/i.test(text)
  ) {
    const about = ABOUT.exec(text)?.[1];
    return {
      command: about ? ({ ...filtered(text), about: corePhrase(about) } as Command) : filtered(text),
      plain: true,
    };
  }
  return undefined;
}

function filtered(text: string): Command {
  const completed = IS_OPEN.test(text) ? false : IS_DONE.test(text) ? true : undefined;
  const isBoth = /\b(?:all|everything|both)\b/i.test(text) && /\bdone\b.*\bopen\b|\bopen\b.*\bdone\b/i.test(text);
  return {
    do: 'list',
    ...(completed === undefined || isBoth ? {} : { completed }),
    ...(COUNTING.test(text) ? { counts: true } : {}),
  };
}

const look = (said: string) => ({ command: { do: 'look' as const, at: parseReference(said), said }, plain: true });

/** The statement in "check whether the milk is done". */
export const askedWhether = (text: string): string | undefined => WHETHER.exec(text)?.[1];

/** What is left of a question when all that any such question has is taken away. */
function residue(text: string): string {
  return wordsOf(text)
    .filter((word) => !filler.has(word))
    .join(' ');
}

import { tidy } from './add-commands.ts';
import type { Parsed } from './command.ts';
import { DONE, FROM_LIST, LIST, OPEN, TASK } from './lexicon.ts';
import { unmask, type Quotation, type Quoted } from './quotes.ts';
import { corePhrase, parseReference } from './reference.ts';
import { keysOf, presentOf } from './words.ts';

const find = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'isu');

const I = "(?:i(?:'ve| have|'m| am)?|we(?:'ve| have|'re| are)?)";
const SOON = '(?:(?:just|already|finally|now|also|all|actually|even|totally) )*';
const MARKING =
  '(?:mark|set|flag|tag|put|make|label|change|move|turn|update|get(?! rid)|have|consider|declare|switch|toggle|count)';
const STATE_END = '(?:\\s+(?:now|already|again|too|please|for me))*';

const REOPEN_STATE = [
  find(
    `${MARKING}\\s+(?:down )?(.+?)\\s*(?:\\s(?:back )?(?:as|to|into|to be|as being)\\s+|\\s+(?:back )?|\\s*[:=]\\s*)(?:being )?${OPEN}${STATE_END}`,
  ),
  find(`mark(?:ed)?\\s+(?:as\\s+)?${OPEN}\\s*[:,]?\\s+(.+)`),
  find(
    `(?:un-?mark|un-?check|un-?tick|un-?complete|un-?finish|un-?cross|re-?open|re-?activate|reset|restart|undo|resume)\\s+(?:off )?(.+?)(?:\\s+(?:as|from)(?: being)? ${DONE})?(?:\\s+again)?`,
  ),
  find(`open\\s+(.+?)\\s+(?:again|back up|up again)`),
  find(`(?:put|bring|move|take)\\s+(.+?)\\s+back(?:\\s+(?:on|to|onto|in|into)\\s+${LIST})?`),
  find(
    `(.+?)\\s+(?:is|are|was|were|has|have)(?:n't| not)\\s+(?:actually |really |been |quite )*(?:${DONE})(?:\\s+(?:yet|after all|though))?`,
  ),
  find(`(.+?)\\s+(?:is|are)\\s+(?:still |actually |again )*(?:${OPEN})(?:\\s+again)?`),
  find(
    `${I}?\\s*(?:haven't|have not|didn't|did not|never)\\s+(?:actually |really |yet |even )*(.+?)(?:\\s+(?:yet|after all|though))?`,
  ),
  find(`${I}\\s+(?:am |'m )?not\\s+(?:done|finished)\\s+(?:with\\s+)?(.+?)(?:\\s+yet)?`),
];
const DONE_STATE = [
  find(
    `${MARKING}\\s+(?:down )?(.+?)\\s*(?:\\s(?:as|to|into|to be|as being)\\s+|\\s+|\\s*[:=]\\s*)(?:being |already )?${DONE}${STATE_END}`,
  ),
  find(`mark(?:ed)?\\s+(?:as\\s+)?${DONE}\\s*[:,]?\\s+(.+)`),
  find(`(?:tick|check|cross|mark|strike|scratch)\\s+(?:off|out)\\s+(.+?)${FROM_LIST}`),
  find(`(?:tick|check|cross|mark|strike|scratch)\\s+(.+?)\\s+(?:off|out)(?:\\s+(?:of\\s+|from\\s+)?${LIST})?`),
];
const CHECKED = find(
  `(?:put|add|place|set|give)\\s+(?:a |an )?(?:check ?mark|tick(?: mark)?|check)\\s+(?:on|at|next to|beside|by|in front of|against|to)\\s+(.+)`,
);
const DONE_VERB = find(`(?:complete|tick|conclude|accomplish)\\s+(.+?)${FROM_LIST}`);
const DONE_VERB_TOO = find(
  `(?:finish(?: up| off)?|close(?: off| out)?|resolve|check|mark|wrap up|finali[sz]e|end)\\s+(.+?)${FROM_LIST}`,
);
const SAID_DONE = [
  find(`(?:${I}\\s+)?${SOON}(?:done|finished|through)\\s+with\\s+(.+)`),
  find(`${I}\\s+${SOON}(?:got|had)\\s+(.+?)\\s+(?:done|finished|sorted|completed|out of the way)${STATE_END}`),
  find(
    `(?:${I}\\s+)?${SOON}(?:done|finished|completed|ticked off|checked off|took care of|taken care of|handled|dealt with|sorted(?: out)?|accomplished|wrapped up|knocked out|got through)\\s+(.+?)(?:\\s+(?:already|now|today|just now))*`,
  ),
  find(`(?:done|finished|completed)\\s*[:,]\\s*(.+)`),
  find(
    `(.+?)\\s*(?:,|:|-|–)?\\s*(?:\\s(?:is|are|was|were|has been|have been|'s been|got|gets)|'s|\\s+(?=done))\\s*${SOON}(?:taken care of|${DONE})(?:\\s+(?:now|already|too|as well|today))*`,
  ),
];
const PASSIVE = find(
  `(.+?)\\s+(?:is|are|was|were|has been|have been|'s been|got|been)\\s+${SOON}([a-z]+)(?:\\s+(?:already|now|today|by now))*`,
);
const NOT_YET = find(
  `(.+?)\\s+(?:is|are|was|were|has|have)(?:n't| not)\\s+(?:actually |really |been |yet )*([a-z]+)(?:\\s+(?:yet|after all))?`,
);
const TO_BE = '(?:can|should|must|may|needs? to|has to|have to|ought to|could)\\s+(?:now |please )?be';
const TO_BE_OPEN = find(
  `(.+?)\\s+(?:needs?|has|have|ought|should|must)\\s+(?:to\\s+)?be\\s+(?:${OPEN}|re-?opened|unchecked)(?:\\s+again)?`,
);
const TO_BE_GONE = find(
  `(.+?)\\s+${TO_BE}\\s+(?:deleted|removed|dropped|cancell?ed|erased|scrapped|discarded|thrown (?:out|away)|cleared)${FROM_LIST}`,
);
const TO_BE_DONE = find(
  `(.+?)\\s+${TO_BE}\\s+(?:marked|set|flagged|ticked|checked|crossed)(?:\\s+(?:off|as|to))*(?:\\s+${DONE})?${FROM_LIST}`,
);
const DID = find(
  `(?:(${I})\\s+)?(${SOON})([a-z]+)\\s+(.+?)(?:\\s+(?:already|now|just now|earlier|today|yesterday|this morning))*`,
);

const DELETE = find(
  `(?:delete|remove|erase|discard|trash|scrap|eliminate|purge|wipe(?: out| away)?|ditch|get rid of|throw (?:away|out)|dispose of|bin|nuke|do away with)\\s+(.+?)${FROM_LIST}`,
);
const DELETE_TOO = find(
  `(?:drop|cancel|kill|dump|clear(?: out| away| off| up)?|forget(?: about)?|lose|cut|clean(?: up| out)?|empty|never ?mind|skip|scratch|take (?:out|off|away|down)|strike|toss(?: out)?)\\s+(.+?)${FROM_LIST}`,
);
const DELETE_AROUND = [
  find(`(?:throw|toss|clear|take|wipe)\\s+(.+?)\\s+(?:away|out)`),
  find(
    `(?:take|get|wipe|knock|pull|move|drop|have)\\s+(.+?)\\s+(?:off|from|out of|removed from|deleted from)\\s+(?:of\\s+)?${LIST}`,
  ),
  find(
    `(?:i|we)\\s+(?:really )?(?:don't|do not|needn't|no longer|never)\\s+(?:need|want|have)(?:\\s+to)?\\s+(.+?)(?:\\s+(?:any ?more|any longer|now|on my list))*`,
  ),
  find(
    `(.+?)\\s+(?:is|are)\\s+(?:no longer|not)\\s+(?:needed|necessary|relevant|required)(?:\\s+(?:any ?more|any longer))?`,
  ),
  find(`(.+?)\\s+(?:isn't|aren't)\\s+(?:needed|necessary|relevant|required)(?:\\s+(?:any ?more|any longer))?`),
];
const INTO =
  '(?:so (?:that )?it (?:says|reads|is called)|to\\s+(?:say|read|be(?: called)?)|to|into|as|with|by|->|→|=>|:)';
const RENAME = new RegExp(
  `^(?:rename|retitle|relabel|change|update|edit|modify|correct|alter|reword|rephrase|revise|amend|fix|turn|make|switch|replace|swap|set)\\s+(?:(?:the\\s+)?(?:title|name|text|wording|label)\\s+(?:of|for|on)\\s+)?(.+)$`,
  'isu',
);
const PLAIN_RENAME =
  /^(?:rename|retitle|relabel|reword|rephrase|change|edit|update|replace|swap|modify|amend|correct)\b/i;
const CALL = find(
  `(?:call|name|title)\\s+(it|that|this|(?:the|my|that)\\s+.*?\\b(?:task|to-?do|item|one|reminder)|\\p{Co})\\s+(?:instead\\s+|now\\s+)?(?:to\\s+be\\s+)?(?:to\\s+)?(.+?)(?:\\s+instead)?`,
);
const SHOULD = find(
  `(.+?)\\s+(?:should|must|ought to|needs to)\\s+(?:now |rather |instead |actually )?(?:be\\s+(?:called|named|titled|renamed(?: to)?|changed to)|say|read|become)\\s+(.+?)(?:\\s+instead)?`,
);
const FOR = find(
  `(?:for|in|on|with)\\s+(.+?),?\\s+(?:please\\s+)?(?:change|set|update|edit|rename|make)\\s+(?:the |its )?(?:title|name|text|it)\\s+(?:to|as|into|be)\\s+(.+)`,
);
const SAY = find(`(?:make|have|let)\\s+(.+?)\\s+(?:say|read|be called|be named)\\s+(.+)`);
const ARROW = find(`(.+?)\\s*(?:->|→|=>)\\s*(.+)`);
const SWAP = find(`(?:swap|exchange|trade)\\s+(.+?)\\s+(?:for|with)\\s+(.+)`);
const NOTE = [
  find(
    `(?:add|put|attach|write|set|change|update|give|make)\\s+(?:a |the |this |as )?(?:note|description|comment|details?|notes)\\s+(?:to|on|for|of|in)\\s+(.+?)\\s*(?::|\\s(?:to(?: say)?|saying|that says|that|as|,)\\s)\\s*(.+)`,
  ),
  find(`describe\\s+(.+?)\\s+(?:as|with|:)\\s+(.+)`),
];
const NOTE_FIRST = find(
  `(?:add|put|attach|write)\\s+(.+?)\\s+(?:as|in|to)\\s+(?:a |the )?(?:note|description|comment|details|notes)\\s+(?:to|on|for|of)\\s+(.+)`,
);

/** Reads a clause that changes what is there. */
export function parseChange(text: string, quoted: Quoted): Parsed | undefined {
  const { quotes } = quoted;
  const point = (said: string) => {
    const plain = unmask(said.trim(), quotes);
    const reference = parseReference(said);
    return {
      at: reference.kind === 'phrase' ? { ...reference, text: unmask(reference.text, quotes) } : reference,
      said: plain,
    };
  };
  const names = (said: string) =>
    new RegExp(`\\b(?:${TASK}|list|it|that one|them|everything|all|first|second|third|last|ones?)\\b`, 'iu').test(said);
  const first = (patterns: RegExp[]) => patterns.map((each) => each.exec(text)?.[1]).find((each) => each?.trim());
  const complete = (said: string, completed: boolean, plain: boolean): Parsed => ({
    command: { do: 'complete', ...point(said), completed },
    plain,
  });
  const remove = (said: string, plain: boolean): Parsed => ({ command: { do: 'delete', ...point(said) }, plain });

  const noted = NOTE.map((each) => each.exec(text)).find((each) => each !== null);
  const [target, note] = noted ? [noted[1], noted[2]] : (NOTE_FIRST.exec(text)?.slice(1, 3).toReversed() ?? []);
  if (target && note)
    return { command: { do: 'describe', ...point(target), description: tidy(note, quotes, false) }, plain: true };

  const reopened = first([TO_BE_OPEN, ...REOPEN_STATE]);
  if (reopened) return complete(withoutPast(reopened), false, true);
  const marked = first([CHECKED, TO_BE_DONE, ...DONE_STATE]);
  if (marked) return complete(marked, true, true);

  const renamed = rename(text, quotes, point);
  if (renamed) return renamed;

  const deleted = DELETE.exec(text)?.[1];
  if (deleted) return remove(deleted, true);
  const gone = first([TO_BE_GONE, ...DELETE_AROUND]);
  if (gone) return remove(gone, true);
  const completed = DONE_VERB.exec(text)?.[1];
  if (completed) return complete(completed, true, true);
  const dropped = DELETE_TOO.exec(text)?.[1];
  if (dropped && parseReference(dropped).kind !== 'phrase') return remove(dropped, true);
  const told = first(SAID_DONE);
  if (told && !/^(?:(?:what|which|who|how|is|are|everything that)\b|all$)/i.test(told))
    return complete(told, true, /^(?:i|we)\b/i.test(text));
  if (dropped) return remove(dropped, names(dropped));
  const closed = DONE_VERB_TOO.exec(text)?.[1];
  if (closed) return complete(closed, true, names(closed));
  const did = DID.exec(text);
  const present = did && presentOf(did[3]!);
  if (present && (did[1] || did[2] || presentOf(did[3]!) !== did[3]!.toLowerCase())) {
    return complete(withoutPast(`${did[3]!} ${did[4]!}`), true, Boolean(did[1]));
  }
  for (const [pattern, isDone] of [
    [NOT_YET, false],
    [PASSIVE, true],
  ] as const) {
    const [, subject = '', participle = ''] = pattern.exec(text) ?? [];
    const verb = presentOf(participle);
    if (verb && !/^(?:there|what|it|who|which|i|you|we|they|he|she)$/i.test(subject))
      return complete(`${verb} ${subject}`, isDone, false);
  }
  return undefined;
}

/** "bought the milk" as one would have written the task. */
function withoutPast(said: string): string {
  const [, verb = '', rest = ''] = /^([a-z]+)\s+(.+)$/is.exec(said) ?? [];
  const present = presentOf(verb);
  if (!present || rest === '') return said;
  return present === 'do' || /^(?:finish|complet)/.test(present) ? rest : `${present} ${rest}`;
}

/** Each place at which the sentence can be cut into the task and its new title, the first one first. */
function rename(
  text: string,
  quotes: Quotation[],
  point: (said: string) => { at: ReturnType<typeof parseReference>; said: string },
): Parsed | undefined {
  const way = (target: string, title: string) => ({
    ...point(target),
    title: tidy(title.replace(/^(?:the )?(?:new )?(?:title|name|text)\s+(?:of\s+)?/i, ''), quotes, true),
  });
  const fixed =
    CALL.exec(text) ??
    SHOULD.exec(text) ??
    FOR.exec(text) ??
    SAY.exec(text) ??
    SWAP.exec(text) ??
    (RENAME.test(text) ? null : ARROW.exec(text));
  if (fixed?.[1] && fixed[2]) return { command: { do: 'rename', ways: [way(fixed[1], fixed[2])] }, plain: true };
  const body = RENAME.exec(text)?.[1];
  if (body === undefined) return undefined;
  const cuts = [...body.matchAll(new RegExp(`(?:\\s+|(?=[:→=]))${INTO}(?:\\s+|$)`, 'giu'))];
  const ways = cuts
    .map(
      (cut) =>
        [
          body.slice(0, cut.index).replace(/'s (?:title|name|text)$/i, ''),
          body.slice(cut.index + cut[0].length),
        ] as const,
    )
    .filter(
      ([target, title]) => title.trim() !== '' && (keysOf(corePhrase(target)).length > 0 || /\p{Co}/u.test(target)),
    )
    .filter(([target]) => !new RegExp(`^(?:the|my|a)\\s+${TASK}$`, 'iu').test(target.trim()) || cuts.length === 1)
    .map(([target, title]) => way(target, title));
  if (ways.length > 0) {
    const usual = PLAIN_RENAME.test(text)
      ? ways
      : ways.filter(({ at }) => at.kind !== 'phrase' || /\b(?:task|title|to-?do|item)\b/i.test(body));
    return usual.length > 0 ? { command: { do: 'rename', ways: usual }, plain: PLAIN_RENAME.test(text) } : undefined;
  }
  return /^(?:rename|retitle|relabel)\b/i.test(text)
    ? { command: { do: 'rename', ways: [way(body, '')] }, plain: true }
    : undefined;
}

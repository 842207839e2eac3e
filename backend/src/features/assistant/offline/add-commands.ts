import type { NewTask } from './command.ts';
import { LIST, startsLikeATask, TASK } from './lexicon.ts';
import { onlyQuote, quoteMark, unmask, type Quotation, type Quoted } from './quotes.ts';

const find = (pattern: string) => new RegExp(pattern, 'isu');

const ADD = find(`^(?:add|create|insert|append|enter|include|new|jot(?: down)?|throw in)(?:\\s+|\\s*:\\s*)(.+)$`);
// These begin many tasks too: only with a word for the list or for a task.
const PUT = find(
  `^(?:make|put together|draw up|put|set up|set|note(?: down)?|write(?: down)?|log|record|track|register|schedule|start|stick|pop|place|save|file|open|get|have|give me|take|want|plan|draft|prepare|(?:i|we)(?:'d| would)? (?:like|love|want|need))\\s+(.+)$`,
);
const NAMES_LIST = find(
  `\\b(?:to|on|onto|in|into|at|down on)\\s+(?:${LIST}|there$|here$)|\\b(?:as|a|an|another|new|more)\\s+(?:\\w+\\s+){0,2}?${TASK}\\b|^down\\b|\\bdown$`,
);
const ONTO = find(
  `^(?!mark|tick|check|cross|restore|bring|move|change|rename|update|edit)[a-z]+\\s+(.+\\s(?:to|onto|into)\\s+${LIST})$`,
);
const REMIND = find(
  `^(?:remind (?:me|us)|remember|(?:please )?(?:don't|do not|never)(?: let me)? forget|make sure (?:that )?(?:i|we) (?:don't forget|remember)|keep in mind|note to self|(?:make|take) (?:me )?a note|(?:put|set|create|add|make) (?:a |me a )?reminder)(?:\\s+(?:to|about|of|for|that (?:i|we) (?:need to|have to|must|should))|:)?\\s+(.+)$`,
);
const NEED = find(
  `^(?:i|we)\\s+(?:really |still |also |just |now |then |probably |definitely )*(?:need to|have to|must|should(?:n't forget to)?|ought to|gotta|got to|need|(?:have|'ve) got to|had better|better|(?:mustn't|must not|can't|cannot) forget to|am supposed to|'m supposed to|'ve to)\\s+(?:also |really |just |still |not forget to |remember to |probably |first |then )*(.+)$`,
);
const LABEL = find(
  `^(?:(?:a |one |another )?(?:new )?(?:task|to-?do|reminder|item)s?|tasks|to do)\\s*(?::|-|–|—)\\s*(.+)$`,
);
const NEW_NOUN = find(
  `^(?:another|one more|a new|a)(?:\\s+(?:task|to-?do|reminder|one|item|thing)\\s*(?=.)|(?=:))\\s*(?:to|for|about|called|named|:|,)\\s+(.+)$`,
);
const MORE = find(
  `^(?:another|a second|a third|one more|one|a further|the other|the second|the third)(?:\\s+(?:${TASK}|one))?\\s*(?:to|for|about|called|named|titled|:|saying)\\s+(.+)$`,
);
const TO = find(`^(?:also )?to\\s+(.+)$`);
const THERE = find(
  `^(?:there(?:'s| is| are)|i(?:'ve| have)(?: got)?)\\s+(?:also )?((?:a|an|another|some) (?:new |more )?${TASK}\\b.+)$`,
);

const ON_LIST = find(`\\s+(?:to|on|onto|in|into|at|for)\\s+(?:${LIST}|there|here)$`);
const AS_TASK = find(`\\s+as\\s+(?:(?:a|an|another|my|new|separate|individual|one|two|three|different)\\s+)*${TASK}$`);
const TRAILING = find(`\\s*(?:,?\\s+(?:as well|too|also|instead)|\\s+down)$`);
const LIST_FIRST = find(`^(?:to|on|onto|in|into)\\s+${LIST}\\s*[:,]?\\s*(.+)$`);
const COUNTS =
  '(?:two|three|four|five|six|seven|\\d{1,2}|a few|a couple of|some|several|these|those|the following|following|all these)';
const WHICH = `(?:(?:me|us|a|an|another|one|the|my|new|more|quick|simple|separate|single|small|additional|extra|following|${COUNTS})\\s+)*`;
const CONNECTOR =
  '(?:that (?:says|reads)|which (?:says|reads)|that (?:i|we) (?:need|have) to|(?:to|so that you) remind me (?:to|about|of)|(?:with|under) (?:the )?(?:title|name|text)(?: of)?|called|named|titled|entitled|labell?ed|saying|to|for|about|of|:|-|–|—|,|=)';
const NOUN_FIRST = find(
  `^(${WHICH})(${TASK})(?:\\s+(?:to|on|onto|in)\\s+${LIST})?(?:\\s+for me)?(?:\\s*[:,–—-]\\s*|\\s+|$)(.*)$`,
);
const KIND_OF_TASK = find(
  `^(?:a|an|another|one|my|the|new)\\s+(?:[\\w-]+\\s+){1,2}?(?:task|to-?do|reminder)(?:\\s+${CONNECTOR}|\\s*[:–—-])\\s+(.+)$`,
);
const NOUN_LAST = find(`^(?:a|an|another|the|my|one|new|a new)\\s+(.+?)\\s+(?:task|to-?do|reminder)$`);
const WITH_NOTE = find(
  `^(.+?)[\\s,]+(?:(?:and|with)\\s+)+(?:a |the |this )?(?:description|notes?|details?|comment)\\s*(?:of|:|that says|saying|that|,)?\\s*(.+)$`,
);
const SEPARATOR =
  /\s*(?:,\s*(?:and\s+(?:also\s+)?|plus\s+)?|;\s*|\s+and\s+(?:also\s+)?|\s+&\s+|\s+plus\s+|\s+as well as\s+|\s*\n\s*(?:[-*•]\s*|\d+[.)]\s*)?)\s*/iu;

export type Added = { tasks: NewTask[]; plain: boolean };

/** Reads a clause that asks for new tasks. @param after whether the clause before it did so too */
export function parseAdd(text: string, { quotes }: Quoted, after: boolean): Added | undefined {
  if (
    /^(?:add|create|make|new)(?:\s+(?:(?:a|an|another|one|new|some|more)\s+)*(?:tasks?|to-?dos?|reminders?|items?|one))?$/i.test(
      text,
    )
  ) {
    return { tasks: [], plain: true };
  }
  const plainly = (body: string | undefined, how: 'body' | 'title' = 'body') =>
    body === undefined ? undefined : { tasks: tasksOf(body, quotes, how), plain: true };
  const more = after ? (MORE.exec(text) ?? TO.exec(text))?.[1] : undefined;
  if (more) return { tasks: [named(more, quotes)], plain: true };
  const need = NEED.exec(text)?.[1];
  if (need && /^(?:you|help|an? (?:hand|list|overview|minute|break)|to know|all|it|that|this|them)\b/i.test(need))
    return undefined;
  const said =
    plainly(ADD.exec(text)?.[1]) ?? plainly(REMIND.exec(text)?.[1], 'title') ?? plainly(LABEL.exec(text)?.[1]);
  if (said) return said;
  const put = PUT.exec(text)?.[1];
  if (put && NAMES_LIST.test(put) && !/\bback\b/i.test(put)) return plainly(put);
  return (
    plainly(ONTO.exec(text)?.[1]) ??
    plainly(NEW_NOUN.exec(text)?.[1], 'title') ??
    plainly(THERE.exec(text)?.[1]) ??
    plainly(need, need && NOUN_FIRST.exec(need)?.[1] ? 'body' : 'title')
  );
}

/** The tasks in what follows the verb. A title has no "a task to" before it any more. */
function tasksOf(given: string, quotes: Quotation[], how: 'body' | 'title'): NewTask[] {
  let body = given.trim().replace(/^[:\s-]+/, '');
  const noted = WITH_NOTE.exec(body);
  if (noted) {
    const [first, ...others] = tasksOf(noted[1]!, quotes, how);
    if (first && others.length === 0) return [{ ...first, description: tidy(noted[2]!, quotes, false) }];
  }
  let many = false;
  let one = false;
  const isBoth = /^(?:both|all(?: of)?(?: these)?)\s+(?=.+\sand\s)/i.exec(body);
  if (isBoth) {
    many = true;
    body = body.slice(isBoth[0].length);
  }
  for (let round = 0; round < 3; round += 1) {
    if (AS_TASK.test(body)) many ||= /s$/i.test(body);
    body = body.replace(TRAILING, '').replace(AS_TASK, '').replace(ON_LIST, '').trim();
  }
  body = LIST_FIRST.exec(body)?.[1] ?? body;
  if (how === 'body') {
    const noun = NOUN_FIRST.exec(body);
    const kind = KIND_OF_TASK.exec(body)?.[1];
    const last = NOUN_LAST.exec(body)?.[1];
    if (noun && (noun[1] !== '' || /^(?:tasks?|to-?dos?|reminders?)$/i.test(noun[2]!))) {
      many = many || /s$/i.test(noun[2]!) || find(`\\b${COUNTS}\\b`).test(noun[1]!);
      one = !many;
      body = noun[3]!.replace(find(`^${CONNECTOR}(?:\\s+|(?<=[:,=–—-])\\s*)`), '').replace(LIST_FIRST, '$1');
    } else if (kind ?? last) {
      one = true;
      body = kind ?? last ?? '';
    }
  }
  return titlesOf(body, { many, one, quotes }).map((title) => ({ title }));
}

function titlesOf(body: string, { many, one, quotes }: { many: boolean; one: boolean; quotes: Quotation[] }): string[] {
  const parts = body.split(SEPARATOR).filter((part) => part !== '');
  const isQuote = parts.map((part) => onlyQuote.test(part));
  const entry = (part: string) => tidy(part.replace(/^(?:(?:another|one)\s+)?(?:to|for)\s+/i, ''), quotes, true);
  const all = () => parts.map(entry);
  const whole = () => [many ? entry(body) : tidy(body, quotes, true)].filter((title) => title !== '');
  if (parts.length < 2) return whole();
  if (many || /\n/.test(body) || isQuote.every(Boolean)) return all();
  if (one || quoteMark.test(body)) return whole();
  const verbs = parts.map(startsLikeATask);
  if (!verbs.includes(true)) return parts.every((part) => part.split(/\s+/).length <= 4) ? all() : whole();
  if (verbs.every(Boolean) || !verbs[0]) return all();
  // "buy milk, eggs and call mum": a title begins with each verb.
  const starts = verbs.flatMap((isVerb, index) => (isVerb ? [index] : []));
  if (starts.length === 1) return whole();
  return starts.map((start, index) => tidy(join(parts.slice(start, starts[index + 1])), quotes, true));
}

const join = (parts: string[]) =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

const named = (text: string, quotes: Quotation[]): NewTask => ({
  title: tidy(text.replace(ON_LIST, ''), quotes, true),
});

/** A title as one would write it; what stood in quotation marks stays to the letter. */
export function tidy(text: string, quotes: Quotation[], capital: boolean): string {
  const trimmed = text
    .trim()
    .replace(/[\s.,;:!]+$/u, '')
    .replace(/^[\s,;:]+/u, '');
  if (onlyQuote.test(trimmed)) return unmask(trimmed, quotes);
  const title = unmask(trimmed, quotes);
  return capital ? title.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : title;
}

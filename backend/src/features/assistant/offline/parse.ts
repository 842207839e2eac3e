import { parseAdd } from './add-commands.ts';
import { parseChange } from './change-commands.ts';
import type { Command, Parsed } from './command.ts';
import { askedWhether, parseList } from './list-commands.ts';
import { startsLikeATask } from './lexicon.ts';
import type { Quoted } from './quotes.ts';

const find = (pattern: string) => new RegExp(pattern, 'isu');

// What people say around a command, any number of times.
const BEFORE = find(
  `^(?:(?:hey|hi|hello|i was wrong|(?:it was )?my (?:mistake|bad)|correction|ok(?:ay)?|so|well|right|alright|all right|great|cool|good|perfect|thanks|thank you|yes|yeah|sure|oh|um|uh|hmm|oops|sorry|wait|ah|aha|hang on|hold on|but|and|also|plus|then|please|pls|plz|kindly|quickly|just|actually|maybe|finally|afterwards|after that|` +
    `(?:now|next|first(?:ly)?|second(?:ly)?|lastly|assistant)(?=,|:| (?:show|list|add|create|mark|delete|remove|rename|complete|tick|tell|change|remind))|(?:can|could|would|will|do) (?:you|u|ya|we)(?: mind| please| kindly| maybe| also| just)*|(?:may|can|could) i(?: please)?(?= (?:see|have|get|ask))|is it possible to|would it be possible to|` +
    `(?:i|we)(?:'d| would)? (?:want|need|like) you to|(?:i|we)(?:'d| would) (?:like|love) (?:for you )?to|i want to|i wanna|let's|let us|let me|help me(?: to)?|go ahead and|be so kind(?: as)? to|feel free to|try to|(?:you|we) (?:can|may|could)|you should|it's time to|i (?:think|guess|believe)(?: that)?|i(?:'m| am) asking you to|your task is to)(?:\\s*[,!.:;–-]+\\s*|\\s+))+`,
);
const AFTER = find(
  `[\\s,]*(?:\\b(?:please|pls|plz|thanks(?: a lot| so much| in advance)?|thank you(?: very much| so much)?|thx|cheers|for me|if you (?:can|could|would|please|don't mind)|(?:would|will|could|can) you|ok(?:ay)?|right away|if possible|when you (?:can|have time)|mate|buddy|dear)\\b[\\s.!?,]*)+$`,
);
const gerunds: Record<string, string> = Object.fromEntries(
  'add create delete remove erase show list mark rename change complete finish tick check clear put make cross drop cancel close read tell give reopen update set call get take throw edit remind undo'
    .split(' ')
    .map((verb) => [`${verb.replace(/e$/, '')}ing`, verb])
    .concat([
      ['putting', 'put'],
      ['getting', 'get'],
      ['dropping', 'drop'],
      ['setting', 'set'],
    ]),
);

const small: [RegExp, Command['do'] & ('undo' | 'greet' | 'thanks' | 'help' | 'yes' | 'no')][] = [
  [
    find(
      `^(?:undo|undo (?:that|it|this|the last (?:one|change|thing|action)|what you did)|revert(?: that| it)?|take (?:that|it) back|roll(?: that)? back)$`,
    ),
    'undo',
  ],
  [
    find(
      `^(?:(?:hi|hello|hey|yo|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|again|assistant|all))?|how are you(?: doing| today)?)$`,
    ),
    'greet',
  ],
  [
    find(
      `^(?:thanks|thank you|thx|cheers|ta|great|nice|perfect|awesome|good job|well done|cool|lovely|wonderful|brilliant)(?:[ ,!.]+(?:a lot|so much|very much|you|thanks|thank you|job|work))*$`,
    ),
    'thanks',
  ],
  [
    find(
      `^(?:help|help me|i need help|what (?:can|could|do) you do|what (?:can|could) i (?:say|ask|do)(?: here)?|how (?:does this|do you|do i use (?:this|you)|can you help(?: me)?)(?: work)?|who are you|what are you|are you (?:an? )?(?:ai|bot|robot|human|real)|commands?|what do you understand)$`,
    ),
    'help',
  ],
  [
    find(
      `^(?:yes|yep|yeah|yup|sure|ok|okay|correct|right|exactly|do it|go ahead|please do|of course|absolutely|that's (?:it|right|the one)|both|confirm(?:ed)?)(?:[ ,]+(?:yes|please|do it|go ahead|that one|do that|exactly|thanks))*$`,
    ),
    'yes',
  ],
  [
    find(
      `^(?:no|nope|nah|never ?mind|cancel|cancel that|neither|none(?: of (?:them|these|those))?|stop|forget (?:it|that|about it)|don't|do not|leave (?:it|that)(?: be| alone)?|nothing|no thanks|no thank you)(?:[ ,]+(?:thanks|thank you|never ?mind|no|leave it|don't))*$`,
    ),
    'no',
  ],
];

const participles: Record<string, string> = Object.fromEntries(
  'delete remove erase scrap discard rename change update mark tick check cross complete close reopen clear add'
    .split(' ')
    .map((verb) => [verb.replace(/e$/, '') + 'ed', verb])
    .concat([
      ['dropped', 'drop'],
      ['cancelled', 'cancel'],
      ['canceled', 'cancel'],
      ['set', 'set'],
      ['put', 'put'],
      ['called', 'rename'],
      ['named', 'rename'],
      ['titled', 'rename'],
    ]),
);
const PARTICIPLE = `(${Object.keys(participles).join('|')})`;
const PASSIVES = [
  find(
    `^(?:can|could|may|should|would|will|must)\\s+(.+?)\\s+(?:please\\s+)?(?:get|be)\\s+${PARTICIPLE}(?:\\s+(.+))?$`,
  ),
  find(
    `^(.+?)\\s+(?:can|could|may|should|must|needs? to|has to|have to|ought to)\\s+(?:now |please )?(?:get|be)\\s+${PARTICIPLE}(?:\\s+(.+))?$`,
  ),
  find(`^(?:i|we)(?:'d| would)?\\s+(?:like|want|need|love)\\s+(.+?)\\s+(?:to be\\s+)?${PARTICIPLE}(?:\\s+(.+))?$`),
];

/** "the milk task should be deleted" as "delete the milk task" */
function active(text: string): string {
  const [, what, participle = '', rest = ''] =
    PASSIVES.map((each) => each.exec(text)).find((each) => each !== null) ?? [];
  const verb = participles[participle.toLowerCase()];
  if (!what || !verb) return text;
  const to = verb === 'rename' && !/^(?:to|into|as)\b/i.test(rest) ? 'to ' : '';
  return `${verb} ${what} ${to}${rest}`.trim();
}

/** Reads one clause. @param after whether the clause before asked for a new task */
export function parseClause(given: string, quoted: Quoted, after = false): Parsed | undefined {
  const bare = (text: string) =>
    text
      .trim()
      .replace(/^[\s,;:.!-]+/, '')
      .replace(/[\s.!?,;:]+$/, '')
      .replaceAll(/[^\S\n]+/g, ' ');
  const text = bare(given);
  for (const [pattern, command] of small) if (pattern.test(text)) return { command: { do: command }, plain: true };
  const asked = bare(text.replace(BEFORE, '').replace(AFTER, ''));
  const core = active(active(text) === text ? asked : text).replace(
    /^[a-z]+(?=\s)/i,
    (word) => gerunds[word.toLowerCase()] ?? word,
  );
  for (const [pattern, command] of small) if (pattern.test(core)) return { command: { do: command }, plain: true };
  if (core === '') return undefined;
  const isQuestion = /\?\s*$/.test(given) || /^(?:what|which|how|is|are|do|did|have|any)\b/i.test(core);
  const list = () => parseList(core);
  const change = () => parseChange(core, quoted);
  const add = (): Parsed | undefined => {
    const found = parseAdd(core, quoted, after);
    return found && { command: { do: 'add', tasks: found.tasks }, plain: found.plain };
  };
  const statement = askedWhether(core);
  const stated = statement ? parseChange(statement, quoted)?.command : undefined;
  if (stated?.do === 'complete') return { command: { do: 'look', at: stated.at, said: stated.said }, plain: true };
  const noted = change();
  if (noted?.command.do === 'describe') return noted;
  return (isQuestion ? list() : undefined) ?? add() ?? list() ?? noted;
}

/** Whether it says nothing by itself: "actually", "hey, could you". */
export const isFiller = (text: string) => `${text.trim()} `.replace(BEFORE, '').trim() === '';

/** The text as a task's title, when it sounds like one: "buy milk". */
export function soundsLikeATask(text: string): boolean {
  return startsLikeATask(text) && text.length <= 80 && !/\?|\b(?:me|you|us)\b/i.test(text);
}

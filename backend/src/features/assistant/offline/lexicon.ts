/** Words of the commands, as parts of regular expressions. All are used without regard to case. */

export const TASK =
  '(?:(?:to-?do|to do|task|list) (?:items?|entr(?:y|ies))|tasks?|to-?dos?|to do(?: item)?s?|items?|entr(?:y|ies)|reminders?|chores?|jobs?|things?)';
export const DONE =
  '(?:done|completed?|finished|ticked(?: off)?|checked(?: off)?|crossed off|closed|accomplished|resolved|over with|sorted|ready)';
export const OPEN =
  '(?:not (?:yet )?(?:done|completed?|finished)|not done|undone|incomplete|uncompleted|unfinished|unchecked|open|pending|active|outstanding|to[- ]?do|remaining|unresolved)';
const OWNER = '(?:my|the|our|this|that|your)';
export const LIST = `(?:${OWNER}\\s+(?:[\\w-]+\\s+){0,2}?(?:list|tasks|to-?dos|to dos|agenda|plate|items))`;
export const FROM_LIST = `(?:\\s+(?:off|from|out of|on|in|of)\\s+(?:of\\s+)?${LIST})?`;

/** Words that start most entries of to-do lists; they tell "buy milk and call mum" from "buy milk and eggs". */
const taskVerbs = new Set(
  (
    'accept apply archive arrange ask assemble attend backup bake begin bike book borrow bring brush build buy call cancel carry ' +
    'catch change charge check choose clean clear climb close collect compare complete confirm connect contact cook copy cut decide ' +
    'decorate deliver deposit design discuss do donate download draft draw drink drive drop eat email empty exercise exchange fax feed ' +
    'fetch file fill find finish fix fold follow get give go hand hang have hire hoover install invite invoice iron join jog keep ' +
    'learn leave lend load lock look mail make measure meditate meet mend message mop move mow order organise organize pack paint park ' +
    'pay phone pick plan plant play polish post practice practise prepare press print purchase put read rebook receive recycle refill ' +
    'register renew rent repair replace reply report request research reserve respond return review ride rinse run save scan schedule ' +
    'see sell send set sew shave ship shop shower sign sing skype sleep sort speak start stop store stretch study submit subscribe sweep ' +
    'swim take talk tax teach tell test text thank think throw tidy touch train translate transfer travel treat trim try turn unpack ' +
    'update upload use vacuum visit wait wake walk wash watch water wear weed weigh win wipe withdraw work wrap write'
  ).split(' '),
);
export const startsLikeATask = (text: string) => taskVerbs.has(/^[a-z]+/i.exec(text.trim())?.[0].toLowerCase() ?? '');

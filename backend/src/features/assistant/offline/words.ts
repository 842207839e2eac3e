// Past forms that no ending shows, to find the task "Buy milk" when somebody says "I bought the milk".
const irregular: Record<string, string> = {
  bought: 'buy', brought: 'bring', built: 'build', caught: 'catch', chose: 'choose', came: 'come', cut: 'cut', did: 'do', done: 'do',
  drew: 'draw', drove: 'drive', ate: 'eat', fed: 'feed', felt: 'feel', fought: 'fight', found: 'find', flew: 'fly', forgot: 'forget',
  gave: 'give', got: 'get', gone: 'go', went: 'go', grew: 'grow', had: 'have', heard: 'hear', hid: 'hide', held: 'hold', hung: 'hang',
  kept: 'keep', knew: 'know', laid: 'lay', led: 'lead', left: 'leave', lent: 'lend', lost: 'lose', made: 'make', met: 'meet', paid: 'pay',
  picked: 'pick', put: 'put', ran: 'run', rang: 'ring', read: 'read', rode: 'ride', said: 'say', saw: 'see', sent: 'send', sold: 'sell',
  set: 'set', sewed: 'sew', shot: 'shoot', shut: 'shut', sang: 'sing', slept: 'sleep', spoke: 'speak', spent: 'spend', stood: 'stand',
  swept: 'sweep', swam: 'swim', taught: 'teach', took: 'take', taken: 'take', thought: 'think', threw: 'throw', told: 'tell', tore: 'tear',
  understood: 'understand', woke: 'wake', won: 'win', wore: 'wear', wrote: 'write', written: 'write',
}; // prettier-ignore

/** The present of a past form, or undefined when it is none. */
export function presentOf(verb: string): string | undefined {
  const word = verb.toLowerCase();
  return irregular[word] ?? (/^[a-z]{2,}ed$/.test(word) ? stem(word) : undefined);
}

/** Lower case, without accents and punctuation. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’]s\b/g, '');
  return plain.replaceAll(/['’]/g, '').match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The same for "plant", "plants", "planting" and "planted". */
export function stem(word: string): string {
  let root = irregular[word] ?? word;
  if (/\d/.test(root)) return root;
  if (root.length > 4 && root.endsWith('ies')) root = `${root.slice(0, -3)}y`;
  else if (root.length > 4 && /(?:s|x|z|ch|sh)es$/.test(root)) root = root.slice(0, -2);
  else if (root.length > 3 && /[^su]s$/.test(root)) root = root.slice(0, -1);
  else if (root.length > 5 && root.endsWith('ing')) root = root.slice(0, -3);
  else if (root.length > 4 && root.endsWith('ied')) root = `${root.slice(0, -3)}y`;
  else if (root.length > 4 && root.endsWith('ed')) root = root.slice(0, -2);
  if (root.length > 3 && /([bdfgklmnprt])\1$/.test(root) && !/(?:ll|ss|ff)$/.test(root)) root = root.slice(0, -1);
  return root.length > 3 && root.endsWith('e') ? root.slice(0, -1) : root;
}

const meaningless = new Set(
  (
    'a an the my our your this that these those to of for in on at with and or it its is be me i you do please ' +
    'task tasks todo todos item items one ones thing things entry entries reminder reminders list about called named ' +
    'now already too again just some any also really'
  ).split(' '),
);

/** What a title is recognised by; all its words when none of them means anything. */
export function keysOf(text: string): string[] {
  const all = wordsOf(text);
  const keys = all.filter((word) => !meaningless.has(word));
  return (keys.length > 0 ? keys : all).map(stem);
}

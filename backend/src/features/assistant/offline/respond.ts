import { act, type Wanted } from './act.ts';
import { tidy } from './add-commands.ts';
import { splitClauses } from './clauses.ts';
import type { Context, Question } from './context.ts';
import { maskQuotes, unmask } from './quotes.ts';
import { choose } from './resolve.ts';
import { names, NOTHING_CHANGED } from './say.ts';
import { Turn, type Reply, type Steps } from './turn.ts';

// More than this in one message is more than anybody means.
const COMMANDS = 12;

/**
 * One turn as a conversation with the tools: it yields calls and is given their results. It decides from what it is
 * given alone, so that it can be run again from the start at every step.
 */
export function* respond(message: string, before: Context): Steps<Reply> {
  const turn = new Turn(before);
  const wanted = (before.question && answerTo(before.question, message)) ?? read(message);
  for (const each of wanted.slice(0, COMMANDS)) yield* act(turn, each);
  yield* turn.flush();
  return turn.reply();
}

function read(message: string): Wanted[] {
  const quoted = maskQuotes(message);
  const wanted = splitClauses(quoted).map(
    ({ text, parsed }): Wanted => parsed?.command ?? { do: 'unclear', text: unmask(text, quoted.quotes) },
  );
  const acting = wanted.filter((each) => !['greet', 'thanks', 'yes', 'no'].includes(each.do));
  return acting.length > 0 ? acting : wanted.slice(0, 1);
}

/** What an answer to a question leads to, or undefined when it is no answer but something new. */
function answerTo(question: Question, message: string): Wanted[] | undefined {
  const wanted = read(message);
  const only = wanted.length === 1 ? wanted[0]?.do : undefined;
  if (only === 'no') return [{ do: 'say', text: NOTHING_CHANGED }];
  if (question.about === 'agreement') return only === 'yes' ? [question.command] : undefined;
  const isNew = wanted.some(({ do: what }) => !['unclear', 'yes', 'thanks', 'greet'].includes(what));
  if (question.about === 'title') {
    const { text, quotes } = maskQuotes(message);
    return isNew ? undefined : [question.leadsTo(tidy(text, quotes, true))];
  }
  const { among, leadsTo } = question;
  const chosenBy = (tasks: typeof among) => [leadsTo(tasks.map(({ id }) => id))];
  if (only === 'yes' && (among.length === 1 || /\bboth\b/i.test(message))) return chosenBy(among);
  const chosen = choose(message, among);
  if (chosen && (!isNew || chosen.length === 1)) return chosenBy(chosen);
  if (isNew) return undefined;
  const text = `I still do not know which one. Say its number or more of its name: ${names(among)}.`;
  return [{ do: 'say', text, again: question }];
}

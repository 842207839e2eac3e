import type { Command } from './command.ts';
import type { Question } from './context.ts';
import { soundsLikeATask } from './parse.ts';
import { parseReference, type Reference } from './reference.ts';
import { GREETING, HELP, names, NOTHING_CHANGED, notUnderstood, numbered, quote, whatThereIs } from './say.ts';
import { failed, type Steps, type Turn } from './turn.ts';
import { keysOf } from './words.ts';

/** What a turn has to do: a command, or to say something. */
export type Wanted = Command | { do: 'unclear'; text: string } | { do: 'say'; text: string; again?: Question };
type Of<What extends Command['do']> = Extract<Command, { do: What }>;

const ALSO = /^((?:and|also|plus)\s+)?(.+?)(,?\s+(?:too|as well|also))?$/is;
const exactly = (ids: string[]): Reference => ({ kind: 'ids', ids });
const count = (n: number, what: string) => `${n === 0 ? 'no' : n} ${what}${n === 1 ? '' : 's'}`;

export function* act(turn: Turn, wanted: Wanted): Steps<void> {
  switch (wanted.do) {
    case 'add':
      return add(turn, wanted);
    case 'list':
      return yield* list(turn, wanted);
    case 'look':
      return yield* look(turn, wanted);
    case 'complete':
      return yield* complete(turn, wanted);
    case 'delete':
      return yield* remove(turn, wanted);
    case 'rename':
      return yield* rename(turn, wanted);
    case 'describe':
      return yield* describe(turn, wanted);
    case 'undo':
      return takeBack(turn);
    case 'greet':
      return turn.say(GREETING);
    case 'help':
      return turn.say(HELP);
    case 'thanks':
      return turn.say('You are welcome.');
    case 'yes':
      return turn.say(notUnderstood(''));
    case 'no':
      return turn.say(NOTHING_CHANGED);
    case 'say':
      turn.context.question = wanted.again;
      return turn.say(wanted.text);
    case 'unclear':
      return yield* unclear(turn, wanted.text);
  }
}

function add(turn: Turn, { tasks }: Of<'add'>) {
  const named = tasks.filter(({ title }) => title !== '');
  if (named.length > 0) return turn.add(named);
  turn.context.question = { about: 'title', leadsTo: (title) => ({ do: 'add', tasks: [{ title }] }) };
  turn.say('What should the task be called?');
}

function* list(turn: Turn, { completed, about, counts }: Of<'list'>): Steps<void> {
  yield* turn.flush();
  const search = about === undefined ? '' : keysOf(about).join(' ');
  const filter = { ...(completed === undefined ? {} : { completed }), ...(search === '' ? {} : { search }) };
  const [{ ok, problem, tasks, total } = failed] = yield [{ name: 'list_tasks', args: filter }];
  if (!ok) return turn.say(problem);
  const kind = completed === undefined ? '' : completed ? 'done ' : 'open ';
  const lines = numbered(tasks, total, completed === undefined);
  turn.context.shown = tasks;
  turn.context.focus = tasks.length === 1 ? tasks : [];
  if (search !== '' && total === 0) return turn.say(`No ${kind}task has “${about}”. ${whatThereIs(yield* turn.all())}`);
  if (search !== '') return turn.say(`${count(total, `${kind}task`)} with “${about}”:\n${lines}`);
  if (total === 0 && completed === undefined)
    return turn.say('Your list is empty. Say “Add a task to buy milk” to begin.');
  if (total === 0) return turn.say(completed ? 'No task is done yet.' : 'Nothing is left to do: no task is open.');
  const isFinished = completed === true && counts !== true;
  turn.say(`You have ${isFinished ? `finished ${count(total, 'task')}` : count(total, `${kind}task`)}:\n${lines}`);
}

function* look(turn: Turn, wanted: Of<'look'>): Steps<void> {
  const found = yield* turn.find(wanted, (ids) => ({ ...wanted, at: exactly(ids) }));
  for (const task of found)
    turn.say(task.completed ? `Yes, ${quote(task)} is done.` : `No, ${quote(task)} is still open.`);
  if (found.length > 0) turn.context.focus = found;
}

function* complete(turn: Turn, wanted: Of<'complete'>): Steps<void> {
  const { at, completed } = wanted;
  turn.context.again = (other, said) => ({ ...wanted, at: other, said });
  const isOther = (task: { completed: boolean }) => task.completed !== completed;
  const found = yield* turn.find(wanted, (ids) => ({ ...wanted, at: exactly(ids) }), isOther);
  const open = found.filter(isOther);
  const already = found.filter((task) => !isOther(task));
  // "Mark all as done" is not about those that are.
  const isNamed = at.kind !== 'all' && at.kind !== 'matching' && at.kind !== 'them';
  if (already.length > 0 && (isNamed || open.length === 0)) {
    turn.say(`${names(already)} ${already.length === 1 ? 'is' : 'are'} already ${completed ? 'done' : 'open'}.`);
    turn.context.focus = already;
  }
  const to = (id: string, state: boolean) => ({
    name: 'complete_task',
    args: { task_id: id, ...(state ? {} : { completed: false }) },
  });
  turn.each(open, ({ id }) => to(id, completed), {
    said: (done) => `I marked ${names(done)} as ${completed ? 'done' : 'open again'}.`,
    change: (task) => (task.completed = completed),
    back: (task) => [to(task.id, !completed), `${quote(task)} is ${completed ? 'open' : 'done'} again.`],
  });
}

function* remove(turn: Turn, wanted: Of<'delete'>): Steps<void> {
  turn.context.again = (other, said) => ({ ...wanted, at: other, said });
  const found = yield* turn.find(wanted, (ids) => ({ ...wanted, at: exactly(ids) }));
  // What is done is cleared away often; a whole list goes once, and by a slip of words as easily.
  if (wanted.at.kind === 'all' && wanted.at.completed !== true && found.length > 1) {
    turn.context.question = {
      about: 'agreement',
      command: { ...wanted, at: exactly(found.map(({ id }) => id)) },
    };
    return turn.say(`Shall I delete ${found.length} tasks, ${names(found)}? Say “yes” to delete them.`);
  }
  turn.each(found, ({ id }) => ({ name: 'delete_task', args: { task_id: id } }), {
    said: (done) => `I deleted ${names(done)}.`,
    change: (task) => turn.removed(task),
    back: () => undefined,
  });
}

function* rename(turn: Turn, { ways }: Of<'rename'>): Steps<void> {
  const tasks = yield* turn.all();
  const way = ways.find(({ at, said }) => 'found' in turn.resolve(at, said, tasks)) ?? ways[0];
  if (!way) return;
  const leadsTo = (ids: string[]): Command => ({ do: 'rename', ways: [{ ...way, at: exactly(ids) }] });
  const found = yield* turn.find(way, leadsTo);
  const [task, another] = found;
  if (!task) return;
  if (another) return turn.ask('One name fits one task only. Which one do you mean?', found, leadsTo);
  const { title } = way;
  if (title === '') {
    const at = exactly([task.id]);
    turn.context.question = {
      about: 'title',
      leadsTo: (given) => ({ do: 'rename', ways: [{ ...way, at, title: given }] }),
    };
    return turn.say(`What should ${quote(task)} be called?`);
  }
  const old = task.title;
  const to = (name: string) => ({ name: 'update_task', args: { task_id: task.id, title: name } });
  turn.each([task], () => to(title), {
    said: (done) => `I renamed “${old}” to ${names(done)}.`,
    change: () => (task.title = title),
    back: () => [to(old), `It is called “${old}” again.`],
  });
}

function* describe(turn: Turn, wanted: Of<'describe'>): Steps<void> {
  const { description } = wanted;
  const found = yield* turn.find(wanted, (ids) => ({ ...wanted, at: exactly(ids) }));
  turn.each(found, ({ id }) => ({ name: 'update_task', args: { task_id: id, description } }), {
    said: (done) => `I added the note “${description}” to ${names(done)}.`,
    change: () => {},
    back: () => undefined,
  });
}

function takeBack(turn: Turn) {
  const { undo } = turn.context;
  if (!undo || undo.calls.length === 0) return turn.say(undo?.said || 'There is nothing that I could take back.');
  turn.context.undo = undefined;
  const say = turn.sayLater();
  const problems: string[] = [];
  turn.begin();
  for (const call of undo.calls) {
    turn.later(call, (result) => {
      if (result.ok && call.name !== 'delete_task') turn.touch(result.tasks);
      if (!result.ok) problems.push(`I could not take it back: ${result.problem}`);
      say([problems.length < undo.calls.length ? undo.said : '', ...problems].filter((part) => part !== '').join(' '));
    });
  }
}

function* unclear(turn: Turn, text: string): Steps<void> {
  const short = text.trim().replace(/[.!]+$/, '');
  const [, and = '', what = '', too = ''] = ALSO.exec(short) ?? [];
  const { again } = turn.context;
  if (again && what !== '' && and + too !== '') return yield* act(turn, again(parseReference(what), what));
  if (!soundsLikeATask(short)) return turn.say(notUnderstood(short.length > 80 ? `${short.slice(0, 80)}…` : short));
  const title = short.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  turn.context.question = { about: 'agreement', command: { do: 'add', tasks: [{ title }] } };
  turn.say(`Shall I add “${title}” to your tasks? I am the offline stand-in and not sure what you mean.`);
}

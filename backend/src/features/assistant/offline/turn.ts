import type { Command } from './command.ts';
import type { Call, CallResult, Context } from './context.ts';
import type { Known } from './matching.ts';
import type { Reference } from './reference.ts';
import { resolve } from './resolve.ts';
import { names, quote } from './say.ts';

// As many as the tool gives: what is not among them cannot be found by its name.
const LIST_ALL = 1000;
const NO_WAY_BACK = 'I cannot bring that back from here; the task list offers to restore a deleted task for an hour.';

export type Reply = { text: string; context: Context };
/** Calls go out, their results come back. */
export type Steps<T> = Generator<Call[], T, CallResult[]>;
type Same = {
  said: (done: Known[]) => string;
  /** What is then true of the task, for what follows in the same message. */
  change: (task: Known) => unknown;
  back: (task: Known) => [Call, string] | undefined;
};

export const failed: CallResult = { ok: false, problem: 'The tool did not answer.', tasks: [], total: 0 };

/** What is known, said and still to be done in a turn. Calls wait until their results are needed, and go out together. */
export class Turn {
  context: Context;
  #said: string[] = [];
  #waiting: { call: Call; done: (result: CallResult) => void }[] = [];
  #tasks: Known[] | undefined;
  /** The list as the message found it: "the first and the second" are places in that one. */
  #asFound: Known[] = [];
  #touched: Known[] = [];
  #undo: { calls: Call[]; said: string } = { calls: [], said: '' };

  constructor(before: Context) {
    this.context = { ...before, question: undefined };
  }

  reply(): Reply {
    if (this.#undo.said !== '') this.context.undo = this.#undo;
    return { text: this.#said.filter((part) => part !== '').join('\n\n'), context: this.context };
  }

  say(text: string) {
    this.#said.push(text);
  }

  /** A place for a sentence whose words depend on results that are not there yet. */
  sayLater(): (text: string) => void {
    const place = this.#said.push('') - 1;
    return (text) => (this.#said[place] = text);
  }

  later(call: Call, done: (result: CallResult) => void) {
    this.#waiting.push({ call, done });
  }

  *flush(): Steps<void> {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting.splice(0);
    const results = yield waiting.map(({ call }) => call);
    for (const [index, { done }] of waiting.entries()) done(results[index] ?? failed);
  }

  /** The whole list as it is now, what has just been added with it. */
  *all(): Steps<Known[]> {
    if (this.#waiting.some(({ call }) => call.name === 'add_task')) yield* this.flush();
    if (!this.#tasks) {
      const [result = failed] = yield [{ name: 'list_tasks', args: { limit: LIST_ALL } }];
      if (!result.ok) this.say(result.problem);
      this.#tasks = result.tasks;
      this.#asFound = [...result.tasks];
    }
    return this.#tasks;
  }

  resolve(at: Reference, said: string, tasks: Known[], prefer: (task: Known) => boolean = () => true) {
    const { shown, focus } = this.context;
    return resolve(at, said, { tasks, shown, listed: shown.length > 0 ? shown : this.#asFound, focus }, prefer);
  }

  /** The tasks that are meant; none when it had to ask which ones, or to say that there are none. */
  *find(
    { at, said }: { at: Reference; said: string },
    leadsTo: (ids: string[]) => Command,
    prefer?: (task: Known) => boolean,
  ): Steps<Known[]> {
    if (at.kind === 'it' || at.kind === 'them') yield* this.flush();
    const resolved = this.resolve(at, said, yield* this.all(), prefer);
    if ('found' in resolved) return resolved.found;
    if ('ask' in resolved) this.ask(resolved.ask, resolved.among, leadsTo);
    else this.say(resolved.none);
    return [];
  }

  ask(text: string, among: Known[], leadsTo: (ids: string[]) => Command) {
    this.context.question = { about: 'which', among, leadsTo };
    this.context.shown = among;
    this.say(text);
  }

  /** What follows, "it" and "undo" among it, is about what is touched from here on. */
  begin() {
    this.#touched = [];
    this.#undo = { calls: [], said: '' };
  }

  touch(tasks: Known[], back?: [Call, string]) {
    this.#touched.push(...tasks);
    this.context.focus = this.#touched;
    if (!back) return;
    this.#undo.calls.push(back[0]);
    this.#undo.said = [this.#undo.said, back[1]].filter((part) => part !== '').join(' ');
  }

  added(tasks: Known[]) {
    this.#tasks?.unshift(...tasks);
  }

  removed({ id }: Known) {
    this.#tasks = this.#tasks?.filter((task) => task.id !== id);
  }

  /** The same for each of several tasks, told in one sentence. */
  each(tasks: Known[], call: (task: Known) => Call, { said, change, back }: Same) {
    if (tasks.length === 0) return;
    const say = this.sayLater();
    const done: Known[] = [];
    const problems: string[] = [];
    this.begin();
    for (const task of tasks) {
      const wayBack = back(task);
      const asked = call(task);
      change(task);
      this.later(asked, (result) => {
        if (!result.ok) problems.push(`That did not work for ${quote(task)}: ${result.problem}`);
        else {
          done.push(result.tasks[0] ?? task);
          this.touch(asked.name === 'delete_task' ? [] : result.tasks, wayBack);
          if (!wayBack) this.#undo.said ||= NO_WAY_BACK;
        }
        say([done.length > 0 ? said(done) : '', ...problems].filter((part) => part !== '').join(' '));
      });
    }
  }

  /** Adds each, told in one sentence. */
  add(tasks: { title: string; description?: string }[]) {
    const say = this.sayLater();
    const added: Known[] = [];
    const problems: string[] = [];
    this.begin();
    for (const task of tasks) {
      this.later({ name: 'add_task', args: { ...task } }, (result) => {
        const [made] = result.tasks;
        if (!result.ok || !made) problems.push(`I could not add “${task.title}”: ${result.problem}`);
        else {
          added.push(made);
          this.added([made]);
          this.touch([made], [{ name: 'delete_task', args: { task_id: made.id } }, `I removed ${quote(made)} again.`]);
        }
        say([added.length > 0 ? `I added ${names(added)} to your tasks.` : '', ...problems].filter(Boolean).join(' '));
      });
    }
  }
}

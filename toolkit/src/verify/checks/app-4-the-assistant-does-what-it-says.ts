import { z } from 'zod';
import type { Account } from '../accounts.ts';
import { usersOf } from '../accounts.ts';
import type { Turn } from '../assistant.ts';
import { talk, mustBeOffline } from '../assistant.ts';
import type { CheckContext, Finding } from '../check.ts';
import { defineCheck } from '../check.ts';
import { expectThat, json, mustBe, read, status } from '../expectations.ts';
import type { Exchange } from '../exchange.ts';

const BYSTANDER = 'Water the plants';
const tasks = z.array(z.object({ title: z.string(), completed: z.boolean() }));

interface Sentence {
  text: string;
  /** One of these must have been used, and have worked. */
  tools: string[];
  /** The tasks that are there afterwards, besides the bystander, as "title" or "title (done)". */
  leaves: string[];
}

const sentences: Sentence[] = [
  { text: 'Add a task to buy milk', tools: ['add_task'], leaves: ['buy milk'] },
  { text: 'Show my tasks', tools: ['list_tasks'], leaves: ['buy milk'] },
  { text: 'Mark the milk task as done', tools: ['complete_task', 'update_task'], leaves: ['buy milk (done)'] },
  { text: 'Rename the milk task to buy oat milk', tools: ['update_task'], leaves: ['buy oat milk (done)'] },
  { text: 'Delete the milk task', tools: ['delete_task'], leaves: [] },
];

interface Said extends Sentence {
  answered: Turn;
  /** The list of tasks after it. */
  list: Exchange;
}

export const theAssistantDoesWhatItSays = defineCheck({
  id: 'APP-4',
  title: 'The assistant does what it is told and says so',

  async gather(context) {
    await mustBeOffline(context, 'what it makes of a sentence', 'start the app without OPENAI_API_KEY, or use --start');
    const [own] = await usersOf(context.accounts.assisted());
    const added = await context.backend('POST', `/api/${own.id}/tasks`, {
      bearer: own.token,
      json: { title: BYSTANDER },
    });
    mustBe('A task can be added.', added, status(201));
    const said: Said[] = [];
    for (const sentence of sentences) said.push(await carryOut(context, own, sentence, said[0]));
    return said;
  },

  judge: (said) => said.flatMap((each) => [...doesIt(each), ...saysSo(each)]),

  saw: (said) => said.map(({ answered: { turn } }) => turn.tool_calls.map(({ name }) => name).join('+')).join(', '),
});

async function carryOut(context: CheckContext, own: Account, sentence: Sentence, first?: Said): Promise<Said> {
  const answered = await talk(context, own, sentence.text, first?.answered.turn.conversation_id);
  return { ...sentence, answered, list: await context.backend('GET', `/api/${own.id}/tasks`, { bearer: own.token }) };
}

function doesIt({ text, leaves, list }: Said): Finding[] {
  const wanted = [BYSTANDER.toLowerCase(), ...leaves].toSorted().join(', ');
  const found = read(tasks, list)
    ?.map(({ title, completed }) => title.toLowerCase() + (completed ? ' (done)' : ''))
    .toSorted()
    .join(', ');
  return expectThat(`"${text}" does it.`, list, status(200), json(tasks, 'a list of tasks'), () =>
    found === wanted ? undefined : { expected: `the tasks ${wanted}`, came: `the tasks ${found}` },
  );
}

function saysSo({ text, tools, answered: { exchange, turn } }: Said): Finding[] {
  const used = turn.tool_calls.filter(({ name, ok }) => ok && tools.includes(name));
  const told = used.some(({ summary }) => summary !== '') && /milk/i.test(turn.response);
  const names = turn.tool_calls.map(({ name, ok }) => (ok ? name : `${name} (failed)`)).join(', ') || 'no tool';
  return expectThat(`"${text}" is answered with what was done.`, exchange, () => {
    if (used.length === 0) return { expected: `${tools.join(' or ')} among tool_calls`, came: names };
    return told ? undefined : { expected: 'a summary, and milk in the response', came: `"${turn.response}"` };
  });
}

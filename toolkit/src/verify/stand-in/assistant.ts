import { randomUUID } from 'node:crypto';
import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { readFields, Refusal, tell } from './messages.ts';
import type { Settings } from './settings.ts';
import type { Task, TaskStore } from './tasks.ts';
import type { createTokenIssuer } from './token-issuer.ts';
import type { Tools } from './tools.ts';

interface Message {
  id: string;
  role: string;
  content: string;
  tool_calls: object[];
  model: string | null;
  stopped: null;
  failure: object | null;
  created_at: string;
}
interface Conversation {
  id: string;
  owner: string;
  title: string;
  created_at: string;
  updated_at: string;
  messages: Message[];
}
interface Parts {
  tokens: ReturnType<typeof createTokenIssuer>;
  tasks: TaskStore;
  tools: Tools;
  settings: Settings;
}

const ID = /^"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"$/;
const isMessage = (value: unknown) =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= 8000 &&
  !value.includes('\0') &&
  value.isWellFormed();
const fields = {
  message: isMessage,
  conversation_id: (value: unknown) => value === undefined || ID.test(JSON.stringify(value)),
};

/** The chat and its conversations: it understands five sentences. */
export function createAssistant({ blindTo, model: named = 'offline', copy = {} }: Flaw, parts: Parts) {
  const { tokens, tasks, tools, settings } = parts;
  const conversations = new Map<string, Conversation>();
  const seesOwner = blindTo !== 'owner of a conversation';
  const model = () => (settings.model === undefined || copy.ignoresModel ? named : settings.modelName);

  function find(owner: string, id: string): Conversation {
    const found = conversations.get(id);
    if (!found || (seesOwner && found.owner !== owner)) throw new Refusal(404, 'There is no such conversation.');
    return found;
  }

  function open(owner: string, title: string): Conversation {
    const now = new Date().toISOString();
    const made = { id: randomUUID(), owner, title, created_at: now, updated_at: now, messages: [] };
    conversations.set(made.id, made);
    return made;
  }

  function use(owner: string, name: string, given: Record<string, unknown>) {
    const done = tools.run[name]?.(owner, given) ?? { tasks: [] };
    const touched = 'task' in done ? [done.task] : done.tasks;
    const summary = `${name} did its work.`;
    return {
      id: randomUUID(),
      name,
      title: name,
      arguments: given,
      ok: true,
      summary,
      tasks: structuredClone(touched),
    };
  }

  /** What a sentence asks for: the tool, what it is given, and what is said. */
  function understand(owner: string, text: string): [string, Record<string, unknown>, string] | undefined {
    const like = (word: string): Task | undefined => tasks.of(owner).find(({ title }) => title.includes(word));
    const [, added] = /^Add a task to (.+)$/.exec(text) ?? [];
    if (added) return ['add_task', { title: added }, `Added "${added}".`];
    if (text.startsWith('Show my'))
      return [
        'list_tasks',
        {},
        `You have ${
          tasks
            .of(owner)
            .map(({ title }) => title)
            .join(', ') || 'nothing to do'
        }.`,
      ];
    const [, word = '', ends, title] =
      /^(?:Mark|Rename|Delete) the (\w+) task(?: (as done)| to (.+))?$/.exec(text) ?? [];
    const task_id = like(word)?.id;
    if (ends) return ['complete_task', { task_id }, `Completed "${word}".`];
    if (title) return ['update_task', { task_id, title }, `Renamed "${word}" to "${title}".`];
    return word ? ['delete_task', { task_id }, `Deleted "${word}".`] : undefined;
  }

  async function askModel(): Promise<{ response: string; failure: object | null }> {
    const body = JSON.stringify({ model: settings.modelName, messages: [] });
    const answer = await fetch(`${settings.model}/chat/completions`, { method: 'POST', body }).catch(() => undefined);
    if (answer?.ok) {
      const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] };
      return { response: choices[0]?.message.content ?? '', failure: null };
    }
    if (copy.failsWithModel) throw new Refusal(500, 'That did not work.');
    const code = answer ? 'model_refused_key' : 'model_unreachable';
    return { response: 'The model cannot be asked.', failure: { code, detail: 'The model cannot be asked.' } };
  }

  async function chat(asked: Asked, owner: string): Promise<Told> {
    if (asked.method !== 'POST') throw new Refusal(405, 'Only POST.', { allow: 'POST' });
    const given = readFields(asked, fields, 'That is no message.');
    const text = String(given['message']).trim();
    const to = given['conversation_id'] as string | undefined;
    const conversation = to === undefined ? open(owner, text.slice(0, 80)) : find(owner, to);
    const known = understand(owner, text);
    const isReal = settings.model !== undefined && !copy.ignoresModel;
    const calls = known && !isReal ? [use(owner, known[0], known[1])] : [];
    const said = isReal ? await askModel() : { response: known?.[2] ?? 'I do not understand.', failure: null };
    const now = () => new Date().toISOString();
    const common = { stopped: null, created_at: now() };
    const turn = { tool_calls: calls, model: model(), ...common, ...said };
    const user = {
      id: randomUUID(),
      role: 'user',
      content: text,
      tool_calls: [],
      model: null,
      failure: null,
      ...common,
    };
    const { response: content, ...rest } = turn;
    const reply = { id: randomUUID(), role: 'assistant', content, ...rest };
    conversation.messages.push(user, reply);
    conversation.updated_at = now();
    const start = { conversation_id: conversation.id, message_id: reply.id };
    const whole = {
      ...start,
      response: content,
      tool_calls: calls,
      model: turn.model,
      stopped: null,
      failure: turn.failure,
    };
    return asked.headers.accept === 'text/event-stream' ? stream(whole) : tell(whole);
  }

  function answerConversations({ method }: Asked, owner: string, id: string | undefined): Told {
    if (id === undefined) {
      const own = [...conversations.values()].filter((each) => !seesOwner || each.owner === owner);
      return tell(
        own
          .map((each) => ({ ...each, messages: undefined, owner: undefined }))
          .toSorted((a, b) => b.updated_at.localeCompare(a.updated_at)),
      );
    }
    const shown = { ...find(owner, id), owner: undefined };
    if (method === 'DELETE') conversations.delete(id);
    return method === 'DELETE' ? { status: 204, headers: {}, body: '' } : tell(shown);
  }

  return {
    forget: () => conversations.clear(),
    note: () => tell({ model: model(), offline: model() === 'offline' }),
    async answer(asked: Asked, userId: string, what: string, id: string | undefined): Promise<Told> {
      if (tokens.readHeader(asked.headers.authorization) !== userId)
        throw new Refusal(403, 'That is the address of somebody else.');
      return what === 'chat' ? chat(asked, userId) : answerConversations(asked, userId, id);
    },
  };
}

function stream(turn: {
  conversation_id: string;
  message_id: string;
  response: string;
  tool_calls: { id: string }[];
  model: string;
}): Told {
  const { conversation_id, message_id, model, response, tool_calls } = turn;
  const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  const body = [
    event('start', { conversation_id, message_id, model }),
    ...tool_calls.flatMap((each) => [event('tool', { id: each.id }), event('tool_result', each)]),
    event('delta', { text: response }),
    event('done', turn),
  ].join('');
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
}

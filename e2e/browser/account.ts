import type { App } from './app.ts';

export interface Task {
  id: string;
  title: string;
  description: string;
  completed: boolean;
}

/** A person with an account, who can use the API besides the pages. */
export interface Account {
  id: string;
  name: string;
  email: string;
  password: string;
  cookie: { name: string; value: string };
  /** Sends a request below /api/{user_id}/tasks with this person's token. */
  tasks: (path?: string, options?: { method?: string; body?: unknown }) => Promise<Response>;
  /** The tasks that the server has. */
  saved: () => Promise<Task[]>;
  /** Adds a task by the API. */
  addTask: (title: string) => Promise<Task>;
  /** Begins a conversation with the assistant by the API; gives its id. */
  beginConversation: (message: string) => Promise<string>;
}

const password = 'correct horse battery';
let created = 0;

/** Signs up somebody new, from an address of their own: the backend limits how often one address may. */
export async function createAccount({ frontend, backend }: App, name = 'Ada Lovelace'): Promise<Account> {
  created += 1;
  // No longer than what is beside it in a menu: that is as wide then for everybody.
  const email = `${[process.pid, Date.now(), created].map((number) => number.toString(36)).join('')}@example.com`;
  const from = `10.0.${Math.floor(created / 250)}.${(created % 250) + 1}`;
  const signUp = await fetch(`${backend}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: frontend, 'x-forwarded-for': from },
    body: JSON.stringify({ name, email, password }),
  });
  const [setCookie = ''] = signUp.headers.getSetCookie();
  const [, cookieName, cookieValue] = /^([^=]+)=([^;]+)/.exec(setCookie) ?? [];
  if (!signUp.ok || !cookieName || !cookieValue) throw new Error(`Signing up failed: ${await signUp.text()}`);
  const { user } = (await signUp.json()) as { user: { id: string } };

  const answer = await fetch(`${backend}/api/auth/token`, { headers: { cookie: `${cookieName}=${cookieValue}` } });
  const { token } = (await answer.json()) as { token: string };
  const send = (path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}) =>
    fetch(`${backend}/api/${user.id}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const tasks: Account['tasks'] = (path = '', options = {}) => send(`/tasks${path}`, options);
  return {
    id: user.id,
    name,
    email,
    password,
    cookie: { name: cookieName, value: cookieValue },
    tasks,
    saved: async () => (await (await tasks()).json()) as Task[],
    addTask: async (title) => (await (await tasks('', { method: 'POST', body: { title } })).json()) as Task,
    async beginConversation(message) {
      const said = await send('/chat', { method: 'POST', body: { message } });
      return ((await said.json()) as { conversation_id: string }).conversation_id;
    },
  };
}

export interface DemoTask {
  id: string;
  title: string;
  completed: boolean;
}

/** Signs in by the pages' own way, as the demo user of the seed, at a copy with these addresses. */
export async function signInDemoUser({ frontend, backend }: { frontend: string; backend: string }, password: string) {
  const answer = await fetch(`${frontend}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: frontend },
    body: JSON.stringify({ email: 'demo@evenkeel.example', password }),
  });
  if (!answer.ok) throw new Error(`The demo user could not sign in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

  async function token(): Promise<string> {
    const told = await fetch(`${frontend}/api/auth/token`, { headers: { cookie } });
    if (!told.ok) throw new Error(`The session gives no token: ${told.status} ${await told.text()}`);
    return ((await told.json()) as { token: string }).token;
  }
  /** With a new token each time: the session has to be good still. */
  async function request(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${backend}${path}`, {
      method,
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} is answered with ${response.status}: ${await response.text()}`);
    return response.json();
  }
  return {
    /** A new bearer token of the session, good for some minutes. */
    token,
    tasks: () => request('GET', '/api/demo/tasks') as Promise<DemoTask[]>,
    addTask: (title: string) => request('POST', '/api/demo/tasks', { title }) as Promise<DemoTask>,
  };
}

import type { CopyFlaw } from './flaw.ts';
import type { Row } from './flaws.ts';

const broken = (copy: CopyFlaw) => ({ copy });

/** What only shows when parts end and start, or in their logs, by the check that must see it: that and no other. */
export const copyFlaws: Record<string, Row[]> = {
  'RUN-3': [
    ['health trusts its database', 'The backend says that its database is away.', broken({ trustsDatabase: true })],
    [
      'the frontend needs its backend',
      'The frontend is well without a backend.',
      broken({ frontendNeedsBackend: true }),
    ],
  ],
  'RUN-5': [
    [
      'the frontend keeps its settings',
      'A restart is enough for another NEXT_PUBLIC_BACKEND_URL.',
      broken({ keepsSettings: 'frontend' }),
    ],
    ['a worker takes anything', 'The worker refuses settings', broken({ acceptsAll: 'worker' })],
    ['only the first mistake is named', 'The backend names every setting', broken({ namesOne: true })],
    [
      'a mistake is shown with its value',
      'The backend names settings, never their values.',
      broken({ showsValues: true }),
    ],
  ],
  'RUN-7': [
    [
      'a line is no JSON',
      'Every line of the backend is one JSON object.',
      { log: (line) => (line['status'] === 422 ? 'refused' : line) },
    ],
    [
      'a line has no ISO time',
      'Every line of the backend is one JSON object.',
      { log: (line) => ({ ...line, time: 1 }) },
    ],
    [
      'a level has another name',
      'Every line of the worker is one JSON object.',
      { log: (line, part) => (part === 'worker' ? { ...line, level: 'warn' } : line) },
    ],
    [
      'a token is logged',
      'The log of the backend holds no secret',
      { log: (line, _part, asked) => ({ ...line, headers: asked?.headers.authorization }) },
    ],
    [
      'a cookie is logged',
      'The log of the backend holds no secret',
      { log: (line, _part, asked) => ({ ...line, headers: asked?.headers.cookie }) },
    ],
    [
      'a message is logged',
      'The log of the backend holds no secret',
      { log: (line, _part, asked) => (asked?.path.endsWith('/chat') ? { ...line, body: asked.body } : line) },
    ],
    [
      'a password is logged',
      'The log of the backend holds no secret',
      { log: (line, _part, asked) => (asked?.path.includes('sign-in') ? { ...line, body: asked.body } : line) },
    ],
    [
      'a secret of the machine is logged',
      'The log of the worker holds no secret',
      { log: (line, part) => (part === 'worker' ? { ...line, key: 'the-secret-of-the-copy' } : line) },
    ],
    [
      'a failure has no cause',
      'A failed request is logged with its cause.',
      { log: (line) => ({ ...line, cause: undefined }) },
    ],
    [
      'requests have no id',
      'Every request is a line with its id.',
      { log: (line) => ({ ...line, request_id: undefined }) },
    ],
    [
      'the database is not mentioned',
      'The log says that the database is connected.',
      { log: (line) => (line['event'] === 'database_connected' ? { ...line, event: 'ready' } : line) },
    ],
  ],
  'RUN-8': [
    ['a worker ends with a failure', 'SIGTERM ends the worker in order.', broken({ exitCode: { worker: 1 } })],
    ['the backend says nothing of the signal', 'SIGTERM ends the backend in order.', broken({ isSilent: 'backend' })],
    [
      'what is in flight is cut off',
      'A request that is in flight is answered to its end.',
      broken({ cutsInFlight: true }),
    ],
    ['a worker leaves its batch', 'A worker that ends acknowledges its batch', broken({ dropsBatch: true })],
  ],
  'APP-5 VOTE-5': [
    [
      'the history ends with the backend',
      'After kill -9 of the backend the history is there.',
      broken({ forgets: 'conversations' }),
    ],
    [
      'the history ends with the database',
      'After kill -9 of the database the history is there.',
      broken({ databaseForgets: 'conversations' }),
    ],
  ],
  'APP-8': [
    ['a model that fails is an error', 'A key that is refused is a clear answer.', broken({ failsWithModel: true })],
    [
      'OPENAI_BASE_URL changes nothing',
      'With OPENAI_BASE_URL the app says what answers.',
      broken({ ignoresModel: true }),
    ],
  ],
  'VOTE-5': [
    [
      'a task is lost with the backend',
      'Killing the backend loses no acknowledged task.',
      broken({ forgets: 'tasks' }),
    ],
    ['votes are lost with the backend', 'Killing parts loses no acknowledged vote', broken({ forgets: 'votes' })],
    ['votes count again after the worker', 'Killing parts loses no acknowledged vote', broken({ countsAgain: true })],
  ],
  'RUN-5 APP-8': [
    [
      'the backend keeps its settings',
      'A restart is enough for another AUTH_ISSUER.',
      broken({ keepsSettings: 'backend' }),
    ],
  ],
};

/** What only a browser shows. */
export const pageFlaws: Record<string, Row[]> = {
  'APP-6': [
    [
      'the page says nothing of the stand-in model',
      'The chat says that a stand-in model answers.',
      { page: (html) => html.replace('offline stand-in', 'assistant') },
    ],
    [
      'the page is loaded anew',
      'The list changes without a reload.',
      {
        page: (html) =>
          html
            .replace('await showTasks();\n};', "location.href = '/#again'; location.reload();\n};")
            .replace('  me = (await', '  if (location.hash) say(\'Added "feed the otters"\');\n  me = (await'),
      },
    ],
    [
      'the answer does not stream',
      'The answer streams.',
      {
        page: (html) =>
          html
            .replace("accept: 'text/event-stream', ", '')
            .replace("JSON.parse(body.split('data: ').at(-1))", 'JSON.parse(body)'),
      },
    ],
  ],
  'APP-6 APP-9': [
    [
      'the list stays as it was',
      'The list changes by itself.',
      { page: (html) => html.replace('await showTasks();\n};', '};') },
    ],
    [
      'there is no chat',
      'The chat opens on the dashboard.',
      { page: (html) => html.replace('Message to the assistant', 'Search') },
    ],
  ],
  'VOTE-7': [
    [
      'a button is missing',
      'The page has a button for each option.',
      { page: (html) => html.replace('Vote for dogs', 'Vote') },
    ],
    [
      'a click does nothing',
      'A click is a vote, and shows.',
      {
        page: (html) =>
          html.replace(
            "method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON",
            "method: 'HEAD', body: JSON",
          ),
      },
    ],
    [
      'the result is not live',
      'A click is a vote, and shows.',
      { page: (html) => html.replace('setInterval(show, 100);', '') },
    ],
    [
      'there is no picture',
      'The page has a picture of the result.',
      {
        page: (html) =>
          html
            .replace('role="img"', 'id="img"')
            .replace("document.querySelector('[role=img]')", "document.querySelector('#img')"),
      },
    ],
  ],
};

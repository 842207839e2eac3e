import type { Row } from './flaws.ts';
import { at, onlyFor, replaceBy, rewrite } from './flaws.ts';
import type { Asked, Told } from './messages.ts';

const CHAT = /^\/api\/[^/]+\/chat$/;
const LIST = /^\/api\/[^/]+\/conversations$/;
const ONE = /^\/api\/[^/]+\/conversations\/./;
const isStream = (told: Told) => told.headers['content-type'] === 'text/event-stream';
const says = (text: string) => (asked: Asked) => asked.body.includes(text);

/** What can be wrong with the assistant and with /mcp, by the checks that must see it: those and no others. */
export const assistantFlaws: Record<string, Row[]> = {
  'APP-3': [
    [
      'the stream ends without done',
      'The same comes as server-sent events.',
      at('backend', CHAT, onStreams(/event: done[^]*$/, '')),
    ],
    [
      'the stream is JSON',
      'The same comes as server-sent events.',
      at('backend', CHAT, (told) => isStream(told) && (told.headers['content-type'] = 'application/json')),
    ],
    [
      'the stream tells no tools',
      'The same comes as server-sent events.',
      at('backend', CHAT, onStreams(/event: tool[^]*?\n\n/g, '')),
    ],
    [
      'the pieces are not the whole',
      'The same comes as server-sent events.',
      at('backend', CHAT, onStreams(/{"text":"/, '{"text":"Well: ')),
    ],
    ['a message may be as long as one likes', 'A message of 8,001 characters is refused.', answerAnyway('xxxxxxxxx')],
    ['half a character is taken', 'A message with half a character is refused.', answerAnyway(String.raw`\ud83d`)],
    [
      'a foreign address is answered',
      "Another user's address is refused.",
      at('backend', CHAT, (told) => told.status === 403 && replaceBy(404)(told)),
    ],
    ['chat knows no 405', 'Reading is no message.', at('backend', CHAT, onlyFor('GET', replaceBy(404)))],
  ],
  'APP-4': [
    [
      'a sentence is not understood',
      '"Rename the milk task to buy oat milk" is answered',
      at('backend', CHAT, rewrite('"update_task"', '"none"')),
    ],
    [
      'nothing is said of what was done',
      '"Add a task to buy milk" is answered with what was done.',
      at('backend', CHAT, rewrite(/"response":"Added[^}]*?",/, '"response":"Done.",')),
    ],
    [
      'the tools that were used are not told',
      '"Show my tasks" is answered with what was done.',
      at(
        'backend',
        CHAT,
        (told, asked) => !isStream(told) && says('my tasks')(asked) && rewrite('"list_tasks"', '"none"')(told, asked),
      ),
    ],
  ],
  'APP-5': [
    [
      "another user's conversation can be read",
      "Another user's conversation is not to be found.",
      { blindTo: 'owner of a conversation' },
    ],
    [
      'a conversation without a token',
      'Without a token nothing is shown.',
      at('backend', LIST, (told) => told.status === 401 && replaceBy(403)(told)),
    ],
    [
      'the oldest conversation comes first',
      'Conversations are listed, the newest first.',
      at('backend', LIST, reverse),
    ],
    ['a message is lost', 'A conversation has its messages.', at('backend', ONE, loseMessage)],
    [
      'a conversation cannot be deleted',
      'A conversation can be deleted.',
      at('backend', ONE, (told, { method }) => method === 'DELETE' && told.status === 204 && replaceBy(405)(told)),
    ],
    [
      'a foreign address is only absent',
      "Another user's address is refused.",
      at('backend', ONE, (told) => told.status === 403 && replaceBy(404)(told)),
    ],
  ],
  'APP-7': [
    [
      'a tool is missing',
      'The five tools are listed',
      at('backend', '/mcp', rewrite('"name":"update_task"', '"name":"edit_task"')),
    ],
    ['a tool has no hints', 'The five tools are listed', at('backend', '/mcp', rewrite('"annotations"', '"notes"'))],
    [
      'deleting is said to be harmless',
      'The five tools are listed',
      at('backend', '/mcp', rewrite(/"destructiveHint":true/, '"destructiveHint":false')),
    ],
    ['a tool lacks an argument', 'The five tools are listed', at('backend', '/mcp', rewrite(/"search":{[^}]*},?/, ''))],
    ['MCP looks at no token', '/mcp refuses a request without a token.', { blindTo: 'mcp token' }],
    [
      'MCP names no scheme',
      '/mcp refuses a request without a token.',
      at('backend', '/mcp', (told) => delete told.headers['www-authenticate']),
    ],
    [
      "MCP reaches another user's task",
      "Another user's task is not to be found.",
      { blindTo: 'owner of a task in mcp' },
    ],
    [
      'a failure shows its stack',
      'A task that is not there is an error in words.',
      at('backend', '/mcp', rewrite('There is no such task.', 'Error at run (/app/tools.ts:7:9)')),
    ],
    [
      'a failure is no error',
      'A task that is not there is an error in words.',
      at('backend', '/mcp', rewrite('"isError":true', '"isError":false')),
    ],
    ['MCP is missing', 'An MCP client is welcomed.', { lacks: '/mcp' }],
  ],
  'APP-4 APP-7': [
    ['completing says that it did, and did not', 'What complete_task says is so.', { idleTool: 'complete_task' }],
    ['deleting says that it did, and did not', '"Delete the milk task" does it.', { idleTool: 'delete_task' }],
  ],
  'APP-8': [
    ['what answers is not told', 'The app says what answers.', { lacks: '/api/assistant' }],
    [
      'the answer names another model',
      'The answer says the same.',
      at(
        'backend',
        CHAT,
        (told, asked) => !isStream(told) && rewrite('"model":"offline"', '"model":"gpt"')(told, asked),
      ),
    ],
    [
      'the history names no model',
      'The kept answer says the same.',
      at('backend', ONE, rewrite(/"model":"offline"/g, '"model":null')),
    ],
    [
      'the events name another model',
      'The events say the same.',
      at('backend', CHAT, onStreams('"model":"offline"', '"model":"gpt"')),
    ],
    [
      'offline and its name do not agree',
      'The app says what answers.',
      at('backend', '/api/assistant', rewrite('"model":"offline"', '"model":"small"')),
    ],
  ],
};

function onStreams(from: string | RegExp, to: string) {
  return (told: Told, asked: Asked) => isStream(told) && rewrite(from, to)(told, asked);
}

/** What must be refused is answered. */
function answerAnyway(text: string) {
  return at(
    'backend',
    CHAT,
    (told, asked) => told.status === 422 && says(text)(asked) && Object.assign(told, { status: 200 }),
  );
}

function reverse(told: Told, { method }: Asked) {
  if (method === 'GET' && told.status === 200)
    told.body = JSON.stringify((JSON.parse(told.body) as unknown[]).toReversed());
}

function loseMessage(told: Told, { method }: Asked) {
  if (method !== 'GET' || told.status !== 200) return;
  const conversation = JSON.parse(told.body) as { messages: unknown[] };
  if (conversation.messages.length >= 4 && told.body.includes('open tasks')) conversation.messages.pop();
  told.body = JSON.stringify(conversation);
}

import { z } from 'zod';
import { HttpProblem } from '../../errors.ts';
import type { Api } from '../../platform/api.ts';
import {
  ChatRequest,
  ChatTurn,
  Conversation,
  ConversationChange,
  ConversationListQuery,
  ConversationPath,
  ConversationWithMessages,
  ModelInfo,
  UserPath,
} from './assistant-schema.ts';
import type { Assistant, Watcher } from './assistant.ts';
import { openChatStream } from './chat-stream.ts';

const tag = 'assistant';
const list = '/api/:user_id/conversations';
const one = `${list}/:id`;
const nobody: Watcher = { delta: () => {}, tool: () => {}, toolResult: () => {} };

export function assistantRoutes({ route }: Api, assistant: Assistant) {
  route(
    'post',
    '/api/:user_id/chat',
    {
      summary: 'Say something to the assistant; with Accept: text/event-stream it answers as it goes',
      tag,
      signedIn: true,
      params: UserPath,
      body: ChatRequest,
      response: ChatTurn,
      streams: 'text/event-stream',
    },
    async ({ params, body, req, res }) => {
      const gone = new AbortController();
      res.once('close', () => {
        if (!res.writableFinished) gone.abort();
      });
      const turn = await assistant.begin(params.user_id, body.message, body.conversation_id);
      res.set('Cache-Control', 'no-store');
      if (req.accepts(['application/json', 'text/event-stream']) !== 'text/event-stream') {
        return turn.run(nobody, gone.signal);
      }
      const ids = { conversation_id: turn.conversationId, message_id: turn.messageId };
      const stream = openChatStream(res);
      stream.send('start', { ...ids, model: assistant.info.model });
      const watcher: Watcher = {
        delta: (text) => stream.send('delta', { text }),
        tool: (call) => stream.send('tool', call),
        toolResult: (call) => stream.send('tool_result', call),
      };
      const told = await turn.run(watcher, gone.signal);
      stream.send('done', told);
      stream.end();
      return told;
    },
  );

  route(
    'get',
    list,
    {
      summary: 'Conversations, newest first; with search those that have all its words',
      tag,
      signedIn: true,
      params: UserPath,
      query: ConversationListQuery,
      response: z.array(Conversation),
    },
    async ({ params, query, req, res }) => {
      const page = await assistant.conversations.list(params.user_id, query);
      if (!page) {
        const errors = [{ path: 'after', message: 'must be the id of a conversation of yours' }];
        throw new HttpProblem(422, 'after must be the id of a conversation of yours.', { errors });
      }
      if (page.next) {
        const next = new URL(req.originalUrl, 'http://backend.invalid');
        next.searchParams.set('after', page.next);
        res.set('Link', `<${next.pathname}${next.search}>; rel="next"`);
      }
      return page.conversations;
    },
  );

  route(
    'get',
    one,
    {
      summary: 'One conversation with its messages',
      tag,
      signedIn: true,
      params: ConversationPath,
      response: ConversationWithMessages,
    },
    async ({ params }) => (await assistant.conversations.find(params.user_id, params.id)) ?? noSuchConversation(),
  );

  route(
    'patch',
    one,
    {
      summary: 'Rename a conversation',
      tag,
      signedIn: true,
      params: ConversationPath,
      body: ConversationChange,
      response: Conversation,
    },
    async ({ params, body }) =>
      (await assistant.conversations.rename(params.user_id, params.id, body.title)) ?? noSuchConversation(),
  );

  route(
    'delete',
    one,
    { summary: 'Delete a conversation', tag, signedIn: true, params: ConversationPath },
    async ({ params }) => {
      if (!(await assistant.conversations.remove(params.user_id, params.id))) noSuchConversation();
    },
  );

  route(
    'get',
    '/api/assistant',
    { summary: 'Which model answers', tag, response: ModelInfo },
    async () => assistant.info,
  );
}

function noSuchConversation(): never {
  throw new HttpProblem(404, 'There is no such conversation; it may have been deleted.');
}

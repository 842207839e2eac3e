import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { Refused, type ApiClient } from '../../api-client.ts';
import type { ConversationEntry } from './chat.ts';

export type ChatHistory = ReturnType<typeof createChatHistory>;

const PAGE = 50;

/** The list of one user's conversations, in pages, in the query cache: the latest first. */
export function createChatHistory(client: QueryClient, api: ApiClient, userId: string) {
  const queryKey = ['assistant', userId, 'conversations'];
  const path = `/api/${encodeURIComponent(userId)}/conversations`;
  const reload = () => client.invalidateQueries({ queryKey });

  return {
    reload,

    /** @param search words that each must be in the title or in a message; empty: all conversations */
    list: (search: string) =>
      infiniteQueryOptions({
        queryKey: [...queryKey, search],
        initialPageParam: undefined as string | undefined,
        queryFn: async ({ pageParam: after, signal }) => {
          const asked = new URLSearchParams({
            limit: String(PAGE),
            ...(search && { search }),
            ...(after && { after }),
          });
          const answer = await api.send(`${path}?${asked}`, { signal });
          const entries = (await answer.json()) as ConversationEntry[];
          const hasMore = /rel="?next/.test(answer.headers.get('link') ?? '');
          return { entries, next: hasMore ? entries.at(-1)?.id : undefined };
        },
        getNextPageParam: ({ next }) => next,
        // One that was gone on with between two pages is in both.
        select: ({ pages }) => [
          ...new Map(pages.flatMap(({ entries }) => entries).map((entry) => [entry.id, entry])).values(),
        ],
      }),

    async rename(id: string, title: string) {
      await api.send(`${path}/${id}`, { method: 'PATCH', body: { title } });
      await reload();
    },

    /** Deletes a conversation; that it is deleted already is as good. */
    async remove(id: string) {
      await api.send(`${path}/${id}`, { method: 'DELETE' }).catch((error: unknown) => {
        if (!(error instanceof Refused && error.status === 404)) throw error;
      });
      await reload();
    },
  };
}

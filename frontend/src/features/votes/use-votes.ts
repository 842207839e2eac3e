import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ApiClient } from '../../api-client.ts';
import { announce } from '../../ui/announcer.tsx';
import { stillMissing, withOwnVotes, type Option, type OwnVote, type Results } from './vote-results.ts';

const POLL_MS = 2_000;
// A vote that is not counted by then is shown no longer; the server keeps it and counts it later.
const PATIENCE_MS = 30_000;

/** The live result with the own votes in it, and how to vote. */
export function useVotes(api: ApiClient) {
  const [own, setOwn] = useState<readonly OwnVote[]>([]);
  const [failure, setFailure] = useState<{ option: Option; error: unknown }>();
  const lastId = useRef(0);

  // Polling rests by itself while the page is hidden.
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['results'],
    queryFn: async ({ signal }) => {
      const answer = await api.sendAnonymously('/api/results', { signal });
      const results = (await answer.json()) as Results;
      setOwn((votes) => stillMissing(votes, results));
      return results;
    },
    refetchInterval: POLL_MS,
    retry: false,
  });
  const counts = data && withOwnVotes(data, own);

  async function vote(option: Option) {
    if (!counts) return;
    const mine: OwnVote = { id: ++lastId.current, option, reaches: counts[option] + 1 };
    const takeBack = () => setOwn((votes) => votes.filter(({ id }) => id !== mine.id));
    setFailure(undefined);
    setOwn((votes) => [...votes, mine]);
    announce(`You voted for ${option}.`);
    try {
      await api.sendAnonymously('/api/vote', { method: 'POST', body: { option } });
      setTimeout(takeBack, PATIENCE_MS);
    } catch (reason) {
      takeBack();
      setFailure({ option, error: reason });
    }
  }

  return {
    counts,
    lastUpdated: data?.last_updated ?? null,
    error,
    isFetching,
    failure,
    vote: (option: Option) => void vote(option),
    retry: () => void refetch(),
  };
}

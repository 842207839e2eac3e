import type { Flaw } from './flaw.ts';
import type { Asked, Told } from './messages.ts';
import { readFields, Refusal, tell } from './messages.ts';

export function createVotes({ blindTo, countVote = () => 1, keepsResultsMs = 2000 }: Flaw) {
  const counted: { id: string; option: string }[] = [];
  const waiting: typeof counted = [];
  let hasWorker = true;
  let arrived = 0;
  let kept = { until: -Infinity, results: {} };

  const isOption = (value: unknown) => value === 'cats' || value === 'dogs';
  const isNearlyOption = (value: unknown) => isOption(String(value).trim().toLowerCase());

  function count() {
    const cats = counted.filter(({ option }) => option === 'cats').length;
    const total = counted.length;
    const share = (votes: number) => (total === 0 ? 0 : Math.round((1000 * votes) / total) / 10);
    return {
      cats,
      dogs: total - cats,
      total,
      cats_percentage: share(cats),
      dogs_percentage: share(total - cats),
      last_updated: total === 0 ? null : new Date().toISOString(),
    };
  }

  return {
    vote(asked: Asked): Told {
      if (asked.method !== 'POST') throw new Refusal(405, 'Only POST.', { allow: 'POST' });
      const rule = blindTo === 'vote option' ? isNearlyOption : isOption;
      const option = String(readFields(asked, { option: rule }, 'option must be cats or dogs')['option'])
        .trim()
        .toLowerCase();
      arrived += 1;
      const id = `${arrived}-0`;
      for (let times = countVote(arrived); times > 0; times--) (hasWorker ? counted : waiting).push({ id, option });
      return tell({ message: 'Vote recorded successfully', option, stream_id: id }, 201);
    },
    results(): Told {
      if (performance.now() >= kept.until) kept = { until: performance.now() + keepsResultsMs, results: count() };
      return tell(kept.results, 200, { 'cache-control': 'public, max-age=2' });
    },
    /** Votes wait while there is no worker. */
    work(isThere: boolean): void {
      hasWorker = isThere;
      if (isThere) counted.push(...waiting.splice(0));
    },
    countedIds: () => counted.map(({ id }) => id),
    lose: (howMany: number) => void (waiting.length > 0 ? waiting : counted).splice(-howMany),
    repeat: () => void counted.push(...counted.slice(-50)),
  };
}

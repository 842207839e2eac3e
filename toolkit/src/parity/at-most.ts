/** Calls for each item, for so many at once; the answers come in the order of the items. */
export async function atMost<T, R>(limit: number, items: readonly T[], call: (item: T) => Promise<R>): Promise<R[]> {
  const answers = new Map<number, R>();
  const waiting = [...items.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) answers.set(next[0], await call(next[1]));
  };
  await Promise.all(Array.from({ length: limit }, work));
  return [...answers].toSorted(([one], [other]) => one - other).map(([, answer]) => answer);
}

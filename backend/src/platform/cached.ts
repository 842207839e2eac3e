/** The value of `load`, asked for at most once in `keptMs`; callers at the same time share one call. Failures are not kept. */
export function cached<T>(load: () => Promise<T>, keptMs: number, now: () => number = () => performance.now()) {
  let current: { value: Promise<T>; until: number } | undefined;
  return (): Promise<T> => {
    if (current && now() < current.until) return current.value;
    const fresh = { value: load(), until: now() + keptMs };
    current = fresh;
    fresh.value.catch(() => {
      if (current === fresh) current = undefined;
    });
    return fresh.value;
  };
}

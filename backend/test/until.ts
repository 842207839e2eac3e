/** Waits until it is true; fails with what was waited for. The limit is for failures alone, not a timing. */
export async function until(what: string, isTrue: () => unknown, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`It did not come to this: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

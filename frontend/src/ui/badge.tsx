const tones = { plain: 'text-muted', good: 'text-good', bad: 'text-bad' };

/** A word about what it stands beside. */
export function Badge({ children, tone = 'plain' }: { children: string; tone?: keyof typeof tones }) {
  return (
    <span className={`inline-block rounded-box border border-line px-2 text-small whitespace-nowrap ${tones[tone]}`}>
      {children}
    </span>
  );
}

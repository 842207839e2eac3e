const lines = [
  { side: 'self-end', width: 'w-2/5' },
  { side: 'self-start', width: 'w-4/5' },
  { side: 'self-end', width: 'w-1/2' },
  { side: 'self-start', width: 'w-3/5' },
];

/** The shape of a conversation that is on its way; only to be seen when that takes a while. */
export function MessagesSkeleton() {
  return (
    <div className="appear-late flex flex-col gap-5">
      <div aria-hidden="true" className="flex flex-col gap-5">
        {lines.map(({ side, width }) => (
          <span key={width} className={`h-9 rounded-box bg-line/60 ${side} ${width}`} />
        ))}
      </div>
      <output className="appear-slow block text-small text-muted">Still loading. The server is slow to answer.</output>
    </div>
  );
}

import type { ReactNode } from 'react';

/** A line of text that is on its way. */
export function SkeletonLine({ className }: { className: string }) {
  return <span className={`block h-3 rounded-box bg-line ${className}`} />;
}

/** Holds the shape of what is loading. Not to be seen before 200 ms; after four seconds it says what is the matter. */
export function Skeleton({ children }: { children: ReactNode }) {
  return (
    <div className="appear-late">
      <div aria-hidden="true">{children}</div>
      <output className="appear-slow mt-3 block text-small text-muted">
        Still loading. The server is slow to answer.
      </output>
    </div>
  );
}

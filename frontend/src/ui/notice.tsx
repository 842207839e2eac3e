import type { ReactNode } from 'react';

/** A line across the page about the page as a whole: a landmark of its own, as it stands beside the page's content. */
export function Notice({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <section aria-label="State of this page" className="border-b border-line bg-raised print:hidden">
      <div className="mx-auto flex min-h-12 max-w-2xl flex-wrap items-center gap-x-4 px-4 py-1 sm:px-6">
        <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-bad" />
        <output className="min-w-0 grow basis-40">{children}</output>
        {action}
      </div>
    </section>
  );
}

import type { ReactNode } from 'react';

/** A page that says one thing. */
export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mx-auto w-full max-w-2xl px-4 pt-12 pb-12 sm:px-6 sm:pt-24">
      <h1 className="mb-2 text-display font-semibold">{title}</h1>
      {children}
    </section>
  );
}

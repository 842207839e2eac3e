import type { ReactNode } from 'react';
import { Mark } from './icons.tsx';

/** A page that says one thing. Its mark has lost its balance. */
export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mx-auto w-full max-w-2xl px-4 pt-12 pb-12 sm:px-6 sm:pt-24">
      <div aria-hidden="true" className="mb-8 size-20 rotate-12 *:size-full">
        <Mark />
      </div>
      <h1 className="mb-2 text-display font-semibold text-balance">{title}</h1>
      {children}
    </section>
  );
}

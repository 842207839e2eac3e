import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** What can be done about it. */
  text?: string;
  children?: ReactNode;
}

/** What stands where there is nothing to list. */
export function EmptyState({ title, text, children }: Props) {
  return (
    <div className="rounded-box border border-line bg-raised px-4 py-10 text-center">
      <p className="text-lead font-semibold text-balance">{title}</p>
      {text && <p className="text-balance text-muted">{text}</p>}
      {children && <div className="mt-6">{children}</div>}
    </div>
  );
}

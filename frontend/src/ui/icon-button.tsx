import type { ComponentProps, ReactNode } from 'react';

interface Props extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does; read out, and shown to who rests the pointer on it. */
  label: string;
  icon: ReactNode;
}

/** A button that is only an icon: as wide as a finger. */
export function IconButton({ label, icon, className = '', ...props }: Props) {
  return (
    <button
      type="button"
      {...props}
      aria-label={label}
      title={label}
      className={`flex size-11 shrink-0 items-center justify-center rounded-box border border-transparent text-muted transition-colors hover:bg-hover hover:text-ink ${className}`}
    >
      {icon}
    </button>
  );
}

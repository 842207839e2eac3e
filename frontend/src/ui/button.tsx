import type { ComponentProps } from 'react';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

// The border is there where it cannot be seen, too: forced colours draw it.
const shared =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-box border px-4 whitespace-nowrap no-underline select-none transition-colors aria-disabled:cursor-default aria-disabled:opacity-60';
const kinds: Record<ButtonKind, string> = {
  primary: 'border-transparent bg-accent font-semibold text-paper hover:bg-accent-strong',
  plain: 'border-muted/60 bg-raised text-ink hover:border-ink',
  quiet: 'border-transparent px-2 font-semibold text-accent hover:underline hover:underline-offset-4',
  danger: 'border-muted/60 bg-raised text-bad hover:border-bad',
};

/** The look of a button, for links that act like one. */
export function buttonClass(kind: ButtonKind): string {
  return `${shared} ${kinds[kind]}`;
}

interface Props extends ComponentProps<'button'> {
  kind?: ButtonKind;
  /** What the button started is under way: it keeps its place and the focus, and does nothing. */
  isBusy?: boolean;
}

export function Button({ kind = 'plain', isBusy = false, type = 'button', className = '', onClick, ...props }: Props) {
  return (
    <button
      {...props}
      type={type}
      aria-disabled={isBusy || undefined}
      className={`${buttonClass(kind)} ${className}`}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}

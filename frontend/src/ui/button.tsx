import type { ComponentProps } from 'react';

export type ButtonKind = 'primary' | 'plain' | 'quiet';

const shared =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-box px-4 font-semibold whitespace-nowrap no-underline select-none transition-colors duration-100 aria-disabled:cursor-default aria-disabled:opacity-60';
const kinds: Record<ButtonKind, string> = {
  primary: 'bg-accent text-paper hover:bg-accent-strong',
  plain: 'border border-muted/60 bg-raised text-ink hover:border-ink',
  quiet: 'text-accent hover:underline hover:underline-offset-4 px-2',
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

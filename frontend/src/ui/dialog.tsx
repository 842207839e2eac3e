import { useId, type ReactNode, type RefObject } from 'react';
import { Button } from './button.tsx';

interface Props {
  /** To open it with: `ref.current?.showModal()`. */
  ref: RefObject<HTMLDialogElement | null>;
  title: string;
  children: ReactNode;
}

/**
 * What has to be read or answered before one goes on. It is the browser's own: that keeps the focus inside, closes at
 * Escape and gives the focus back.
 */
export function Dialog({ ref, title, children }: Props) {
  const id = useId();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a click beside it; Escape does the same
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
      className="m-auto w-96 max-w-[calc(100vw-2rem)] rounded-box border border-line bg-raised text-ink backdrop:bg-scrim"
    >
      <div className="p-6">
        <h2 id={id} className="mb-4 text-title font-semibold">
          {title}
        </h2>
        {children}
        <form method="dialog" className="mt-6">
          <Button type="submit" className="w-full">
            Close
          </Button>
        </form>
      </div>
    </dialog>
  );
}

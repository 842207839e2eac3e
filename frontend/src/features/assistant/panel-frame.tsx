import type { ReactNode, RefObject } from 'react';
import { CrossIcon, HistoryIcon, PlusIcon } from '../../ui/icons.tsx';

/** The assistant's head, and room for what is below. */
export function PanelFrame({ buttons, children }: { buttons?: ReactNode; children: ReactNode }) {
  return (
    <>
      <div className="flex h-14 shrink-0 items-center justify-between gap-2 ps-4 pe-2">
        <h2 id="assistant-title" className="text-lead font-semibold">
          Assistant
        </h2>
        <div className="flex">{buttons}</div>
      </div>
      {children}
    </>
  );
}

const square =
  'flex size-10 items-center justify-center rounded-box text-muted hover:text-ink aria-expanded:text-accent pointer-coarse:size-11';

interface Props {
  listButton: RefObject<HTMLButtonElement | null>;
  isListed: boolean;
  onNew: () => void;
  onList: () => void;
  /** Undefined where the assistant is always there. */
  onClose: (() => void) | undefined;
}

export function PanelButtons({ listButton, isListed, onNew, onList, onClose }: Props) {
  return (
    <>
      <button type="button" aria-label="New conversation" title="New conversation" onClick={onNew} className={square}>
        <PlusIcon />
      </button>
      <button
        ref={listButton}
        type="button"
        aria-label="Conversations"
        title="Conversations"
        aria-expanded={isListed}
        onClick={onList}
        className={square}
      >
        <HistoryIcon />
      </button>
      {onClose && <CloseButton onClose={onClose} />}
    </>
  );
}

export function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <button type="button" aria-label="Close the assistant" title="Close" onClick={onClose} className={square}>
      <CrossIcon />
    </button>
  );
}

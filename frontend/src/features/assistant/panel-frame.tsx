import type { ReactNode, RefObject } from 'react';
import { IconButton } from '../../ui/icon-button.tsx';
import { CrossIcon, HistoryIcon, PlusIcon } from '../../ui/icons.tsx';

interface FrameProps {
  buttons?: ReactNode;
  /** Who answers. */
  model?: string | undefined;
  children: ReactNode;
}

/** The assistant's head, and room for what is below. */
export function PanelFrame({ buttons, model, children }: FrameProps) {
  return (
    <>
      <div className="flex h-14 shrink-0 items-center justify-between gap-2 ps-4 pe-2">
        <div className="flex min-w-0 items-baseline gap-2">
          <h2 id="assistant-title" className="text-lead font-semibold">
            Assistant
          </h2>
          {model && (
            <p className="truncate text-small text-muted" title={`Answers come from: ${model}`}>
              {model}
            </p>
          )}
        </div>
        <div className="flex shrink-0">{buttons}</div>
      </div>
      {children}
    </>
  );
}

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
      <IconButton label="New conversation" icon={<PlusIcon />} onClick={onNew} />
      <IconButton
        ref={listButton}
        label="Conversations"
        icon={<HistoryIcon />}
        aria-expanded={isListed}
        onClick={onList}
        className="aria-expanded:text-accent"
      />
      {onClose && <CloseButton onClose={onClose} />}
    </>
  );
}

export function CloseButton({ onClose }: { onClose: () => void }) {
  return <IconButton label="Close the assistant" icon={<CrossIcon />} onClick={onClose} />;
}

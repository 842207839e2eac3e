'use client';

import { useEffect, useRef, useState, type ReactNode } from 'react';
import { failureWords } from '../../failure-words.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { inputClass } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { BinIcon, PencilIcon } from '../../ui/icons.tsx';
import type { ConversationEntry } from './chat.ts';

interface Props {
  entry: ConversationEntry;
  ago: string;
  isOpen: boolean;
  onOpen: () => void;
  onRename: (title: string) => Promise<void>;
  onDelete: () => Promise<void>;
}

const focusOnArrival = (element: HTMLElement | null) => element?.focus();
const TITLE_LENGTH = 80;
const onApproach =
  'pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100';

/** A conversation, with what can be done to it. */
export function HistoryEntry({ entry: { title, found }, ago, isOpen, onOpen, onRename, onDelete }: Props) {
  const [doing, setDoing] = useState<'nothing' | 'rename' | 'delete'>('nothing');
  // Where the focus returns to.
  const [last, setLast] = useState<'rename' | 'delete'>();

  function begin(what: 'rename' | 'delete') {
    setLast(what);
    setDoing(what);
  }
  const onLeave = () => setDoing('nothing');

  if (doing === 'rename') return <Renaming title={title} onRename={onRename} onLeave={onLeave} />;
  if (doing === 'delete') return <Deleting title={title} onDelete={onDelete} onLeave={onLeave} />;
  return (
    <li className="group flex items-center rounded-box hover:bg-hover">
      <button
        type="button"
        aria-current={isOpen || undefined}
        onClick={onOpen}
        className="min-h-11 min-w-0 grow rounded-box px-2 py-1.5 text-start aria-[current]:font-semibold"
      >
        <span dir="auto" className="block truncate">
          {title}
        </span>
        <span dir="auto" className="block truncate text-small font-normal text-muted">
          {found ?? ago}
        </span>
      </button>
      <IconButton
        ref={last === 'rename' ? focusOnArrival : undefined}
        label={`Rename the conversation ${title}`}
        icon={<PencilIcon />}
        onClick={() => begin('rename')}
        className={onApproach}
      />
      <IconButton
        ref={last === 'delete' ? focusOnArrival : undefined}
        label={`Delete the conversation ${title}`}
        icon={<BinIcon />}
        onClick={() => begin('delete')}
        className={onApproach}
      />
    </li>
  );
}

/** A row in which something is done; Escape leaves it. */
function Doing({ onLeave, children }: { onLeave: () => void; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the Escape key of the controls in it
    <li
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onLeave();
      }}
      className="rounded-box px-2 py-2"
    >
      {children}
    </li>
  );
}

/** What is under way, and why it did not work. */
function useAttempt() {
  const [state, setState] = useState<'idle' | 'now' | { words: string }>('idle');
  return {
    isBusy: state === 'now',
    problem: typeof state === 'object' ? state.words : undefined,
    /** @returns whether it worked */
    attempt: async (work: () => Promise<void>): Promise<boolean> => {
      setState('now');
      try {
        await work();
        return true;
      } catch (error) {
        setState({ words: failureWords(error) });
        return false;
      }
    },
  };
}

function Renaming({ title, onRename, onLeave }: Pick<Props, 'onRename'> & { title: string; onLeave: () => void }) {
  const { isBusy, problem, attempt } = useAttempt();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);

  async function rename(typed: string) {
    const next = typed.toWellFormed().replaceAll('\0', '').trim();
    if (next === '' || next === title) return onLeave();
    if (!(await attempt(() => onRename(next)))) return;
    announce(`Renamed to ${next}`);
    onLeave();
  }

  return (
    <Doing onLeave={onLeave}>
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void rename(input.current?.value ?? '');
        }}
      >
        <input
          ref={input}
          dir="auto"
          aria-label="Name of the conversation"
          aria-describedby={problem ? 'rename-problem' : undefined}
          maxLength={TITLE_LENGTH}
          defaultValue={title}
          className={inputClass}
        />
        {problem && (
          <p id="rename-problem" role="alert" className="text-small text-bad">
            Not renamed. {problem}
          </p>
        )}
        <div className="flex gap-2">
          <Button type="submit" isBusy={isBusy}>
            Rename
          </Button>
          <Button kind="quiet" onClick={onLeave}>
            Cancel
          </Button>
        </div>
      </form>
    </Doing>
  );
}

/** Deleting asks first, as a conversation cannot be brought back. */
function Deleting({ title, onDelete, onLeave }: Pick<Props, 'onDelete'> & { title: string; onLeave: () => void }) {
  const { isBusy, problem, attempt } = useAttempt();

  async function remove() {
    if (await attempt(onDelete)) announce('Conversation deleted');
  }

  return (
    <Doing onLeave={onLeave}>
      <p className="[overflow-wrap:anywhere]">
        {problem ? (
          <span role="alert" className="text-bad">
            Not deleted. {problem}
          </span>
        ) : (
          <>
            Delete <bdi>“{title}”</bdi> for good? The tasks stay.
          </>
        )}
      </p>
      <div className="mt-2 flex gap-2">
        <Button kind="danger" isBusy={isBusy} onClick={() => void remove()}>
          {problem ? 'Try again' : 'Delete'}
        </Button>
        <Button kind="quiet" ref={focusOnArrival} onClick={onLeave}>
          Keep
        </Button>
      </div>
    </Doing>
  );
}

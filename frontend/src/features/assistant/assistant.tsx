'use client';

import Link from 'next/link';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { buttonClass } from '../../ui/button.tsx';
import { ChatIcon } from '../../ui/icons.tsx';
import { useCode } from '../../ui/use-code.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';
import type { Page } from './chat-store.ts';
import { CloseButton, PanelFrame } from './panel-frame.tsx';
import { PanelSkeleton } from './panel-skeleton.tsx';

// Most of the assistant's code.
const loadPanel = () => import('./assistant-panel.tsx');

/** Who may talk to the assistant: somebody, nobody yet, or it is not known (the server may be away). */
export type Visitor = Page | 'signed-out' | 'unknown' | 'server-away';

const wide = '(min-width: 64rem)';
const SETTLED_AFTER_MS = 3_000;
const RESTED_AFTER_MS = 250;
const inputs = ['pointerdown', 'keydown'] as const;

interface Props {
  visitor: Visitor;
  /** Whether it is known already that no model is connected. */
  isOffline: boolean;
}

/**
 * The assistant: docked beside the tasks where there is room, else a sheet from below behind a button. `/` leads to
 * it, Escape back to where one was.
 */
export function Assistant({ visitor, isOffline }: Props) {
  const isWide = useSyncExternalStore(
    subscribeToWidth,
    () => window.matchMedia(wide).matches,
    () => undefined,
  );
  const sheet = useRef<HTMLDialogElement>(null);
  const dock = useRef<HTMLElement>(null);
  const [isWanted, setIsWanted] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const page = typeof visitor === 'string' ? undefined : visitor;
  const isIdle = useIsIdle(page?.tasks !== undefined);
  // Beside the tasks it comes after them; behind its button nothing of it is loaded before it is opened.
  if (isWide && isIdle && !isWanted) setIsWanted(true);
  const panel = useCode(loadPanel, page !== undefined && isWide !== undefined && isWanted);

  function open() {
    setIsWanted(true);
    sheet.current?.showModal();
    // On touch the keyboard would cover what is to be seen first: there the sheet itself has the focus.
    if (window.matchMedia('(pointer: fine)').matches && input.current) input.current.focus();
    else sheet.current?.focus();
  }

  useShortcut('/', () => {
    if (!isWide) return open();
    setIsWanted(true);
    cameFrom.current = document.activeElement;
    (input.current ?? dock.current)?.focus();
  });

  function goBack() {
    const place = cameFrom.current;
    cameFrom.current = null;
    if (place instanceof HTMLElement && place !== document.body) place.focus();
    else input.current?.blur();
  }

  const host = useHost(isWide !== undefined);
  const close = isWide ? undefined : () => sheet.current?.close();
  const content =
    typeof visitor === 'string' ? (
      <Shell visitor={visitor} isOffline={isOffline} onClose={close} />
    ) : !panel ? (
      <PanelSkeleton isOffline={isOffline} onClose={close} />
    ) : (
      <panel.AssistantPanel
        {...visitor}
        isOffline={isOffline}
        key={visitor.userId}
        input={input}
        onClose={close}
        onEscape={isWide ? goBack : ignore}
      />
    );

  return (
    <>
      {host && createPortal(content, host)}
      {isWide !== false && (
        <section
          ref={dock}
          id="assistant-dock"
          tabIndex={-1}
          aria-labelledby="assistant-title"
          className="dock outline-none max-lg:hidden"
        >
          {host ? <Place host={host} /> : content}
        </section>
      )}
      {!isWide && (
        <>
          <button
            type="button"
            onClick={open}
            className="fixed end-4 bottom-4 z-10 flex min-h-12 items-center gap-2 rounded-box bg-accent px-4 font-semibold text-paper hover:bg-accent-strong lg:hidden"
          >
            <ChatIcon />
            Assistant
          </button>
          {isWide === false && (
            <dialog ref={sheet} tabIndex={-1} aria-labelledby="assistant-title" className="sheet outline-none">
              {host && <Place host={host} />}
            </dialog>
          )}
        </>
      )}
    </>
  );
}

/** An element of its own, so that what is in it stays as it is when it goes from the dock to the sheet. */
function useHost(isInBrowser: boolean): HTMLElement | undefined {
  const [host, setHost] = useState<HTMLElement>();
  if (isInBrowser && !host) {
    const element = document.createElement('div');
    element.className = 'flex min-h-0 grow flex-col';
    setHost(element);
  }
  return host;
}

/** Where the element is now. It is put there once: put there again it would lose the focus and its scroll. */
function Place({ host }: { host: HTMLElement }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.append(host), [host]);
  return <div className="contents" ref={place} />;
}

const ignore = () => {};

function subscribeToWidth(listener: () => void) {
  const query = window.matchMedia(wide);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/**
 * False until the page has nothing more urgent to do: until `isSettled` and nobody has clicked or typed for a moment, or a
 * while has passed. What comes then keeps a slow machine busy for longer than a click may wait.
 */
function useIsIdle(isSettled: boolean): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    const go = () => setIsIdle(true);
    const atLast = setTimeout(go, SETTLED_AFTER_MS);
    let rest: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(rest);
      if (isSettled) rest = setTimeout(go, RESTED_AFTER_MS);
    };
    wait();
    for (const input of inputs) document.addEventListener(input, wait, true);
    return () => {
      for (const timer of [atLast, rest]) clearTimeout(timer);
      for (const input of inputs) document.removeEventListener(input, wait, true);
    };
  }, [isSettled]);
  return isIdle;
}

interface ShellProps {
  visitor: Exclude<Visitor, Page>;
  isOffline: boolean;
  onClose: (() => void) | undefined;
}

/** The assistant for those who cannot talk to it now. */
function Shell({ visitor, isOffline, onClose }: ShellProps) {
  if (visitor === 'unknown') return <PanelSkeleton isOffline={isOffline} onClose={onClose} />;
  return (
    <PanelFrame buttons={onClose && <CloseButton onClose={onClose} />}>
      {visitor === 'signed-out' ? (
        <div className="flex flex-col items-start gap-4 px-4 pt-6">
          <p className="text-muted">
            Say what is to be done in your own words, and it is: the assistant adds, finds, changes and ticks off tasks.
          </p>
          <Link href="/sign-in" className={buttonClass('plain')}>
            Sign in to talk to it
          </Link>
        </div>
      ) : (
        <p className="px-4 pt-6 text-muted">
          The assistant is away, as the server does not answer. It comes back by itself.
        </p>
      )}
    </PanelFrame>
  );
}

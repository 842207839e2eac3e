'use client';

import { useRef, useState, type ReactNode } from 'react';
import { useCode } from './use-code.ts';

/** What a menu offers: something to do, or one of several to choose. */
export type MenuPart =
  | { kind: 'action'; name: string; isBusy?: boolean; staysOpen?: boolean; onSelect: () => void }
  | {
      kind: 'choice';
      name: string;
      options: { value: string; name: string }[];
      chosen: string;
      onChoose: (value: string) => void;
    }
  | { kind: 'note'; text: string };

const load = () => import('./menu-list.tsx');

interface Props {
  /** Read out for the button and the menu. */
  label: string;
  /** What the menu is about, above its parts. */
  head?: ReactNode;
  parts: MenuPart[];
  /** What the button shows. */
  children: ReactNode;
  className?: string;
}

/** A button with a menu. The menu's code is three times the page's own: it is loaded when somebody comes near. */
export function Menu({ label, head, parts, children, className = '' }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const code = useCode(load, isOpen);
  const prepare = () => void load().catch(() => {});
  return (
    <div className="relative">
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => setIsOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setIsOpen(true);
        }}
        className={`flex min-h-11 items-center gap-2 rounded-box border border-transparent transition-colors hover:bg-hover ${className}`}
      >
        {children}
      </button>
      {isOpen && code && (
        <code.MenuList label={label} head={head} parts={parts} button={button} onClose={() => setIsOpen(false)} />
      )}
    </div>
  );
}

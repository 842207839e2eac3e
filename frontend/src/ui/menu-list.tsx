'use client';

import * as Radix from '@radix-ui/react-dropdown-menu';
import type { ReactNode, RefObject } from 'react';
import { TickIcon } from './icons.tsx';
import type { MenuPart } from './menu.tsx';

interface Props {
  label: string;
  head: ReactNode;
  parts: MenuPart[];
  button: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

const item =
  'flex min-h-9 cursor-pointer items-center rounded-box px-3 outline-none select-none data-highlighted:bg-hover data-highlighted:outline-2 data-highlighted:-outline-offset-2 data-highlighted:outline-transparent data-disabled:opacity-60 pointer-coarse:min-h-11';

/** An open menu. Not modal: a modal one would bring a style element, which the page's policy forbids. */
export function MenuList({ label, head, parts, button, onClose }: Props) {
  return (
    <Radix.Root open modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      {/* Where the menu is, while the button itself is there before this code. */}
      <Radix.Trigger asChild>
        <span aria-hidden="true" tabIndex={-1} className="pointer-events-none absolute inset-0" />
      </Radix.Trigger>
      <Radix.Content
        align="end"
        sideOffset={4}
        collisionPadding={12}
        loop
        aria-labelledby={undefined}
        aria-label={label}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          button.current?.focus();
        }}
        onInteractOutside={(event) => {
          // Else it would close here and open again at the button's click.
          if (button.current?.contains(event.target as Node)) event.preventDefault();
        }}
        className="z-20 max-w-[calc(100vw-1.5rem)] min-w-56 rounded-box border border-line bg-raised p-1 text-ink print:hidden"
      >
        {head && <Radix.Label className="border-b border-line px-3 pt-2 pb-3">{head}</Radix.Label>}
        {parts.map((part) => (
          <Part key={part.kind === 'note' ? part.kind : part.name} part={part} />
        ))}
      </Radix.Content>
    </Radix.Root>
  );
}

function Part({ part }: { part: MenuPart }) {
  switch (part.kind) {
    case 'note':
      return <Radix.Label className="max-w-64 px-3 py-2 text-small text-bad">{part.text}</Radix.Label>;
    case 'action':
      return (
        <Radix.Item
          disabled={part.isBusy ?? false}
          onSelect={(event) => {
            if (part.staysOpen) event.preventDefault();
            part.onSelect();
          }}
          className={item}
        >
          {part.name}
        </Radix.Item>
      );
    case 'choice':
      return (
        <Radix.RadioGroup
          aria-label={part.name}
          value={part.chosen}
          onValueChange={part.onChoose}
          className="mb-1 border-b border-line py-1"
        >
          {part.options.map(({ value, name }) => (
            <Radix.RadioItem key={value} value={value} onSelect={(event) => event.preventDefault()} className={item}>
              <span className="grow">{name}</span>
              <Radix.ItemIndicator className="text-accent">
                <TickIcon />
              </Radix.ItemIndicator>
            </Radix.RadioItem>
          ))}
        </Radix.RadioGroup>
      );
  }
}

'use client';

import { useRef, useState, type ReactNode } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { BinIcon, ChevronIcon, PlusIcon, ThemeIcon } from '../../ui/icons.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SkeletonLine } from '../../ui/skeleton.tsx';

const colours = [
  ['paper', 'bg-paper'],
  ['raised', 'bg-raised'],
  ['line', 'bg-line'],
  ['ink', 'bg-ink'],
  ['muted', 'bg-muted'],
  ['accent', 'bg-accent'],
  ['good', 'bg-good'],
  ['bad', 'bg-bad'],
  ['cats', 'bg-cats'],
  ['dogs', 'bg-dogs'],
];
const sizes = ['text-display', 'text-title', 'text-lead', 'text-base', 'text-small'];
const nothing = () => {};

/** The design system on one page. */
export function Gallery() {
  return (
    <div className="mx-auto w-full max-w-2xl px-4 pt-8 pb-12 sm:px-6 sm:pt-12">
      <h1 className="mb-6 text-display font-semibold">Components</h1>
      <Part name="Colours">
        {colours.map(([name, fill]) => (
          <div key={name} className="w-16 text-small text-muted">
            <span className={`mb-1 block h-10 rounded-box border border-line ${fill}`} />
            {name}
          </div>
        ))}
      </Part>
      <Part name="Type">
        <div>
          {sizes.map((size) => (
            <p key={size} className={size}>
              {size.slice(5)}, and <span className="font-semibold">its heavier form</span>
            </p>
          ))}
        </div>
      </Part>
      <Buttons />
      <Fields />
      <Overlays />
      <Part name="Words beside things">
        <Badge>gpt-4o</Badge>
        <Badge tone="good">agrees</Badge>
        <Badge tone="bad">2 findings</Badge>
        <span>
          Press <Kbd>?</Kbd> or <Kbd>Ctrl Z</Kbd>
        </span>
      </Part>
      <Part name="Loading">
        <div className="flex w-full flex-col gap-3">
          <SkeletonLine className="w-3/5" />
          <SkeletonLine className="w-2/5" />
        </div>
      </Part>
      <Part name="Nothing there">
        <div className="w-full">
          <EmptyState title="Nothing to do yet" text="Write your first task above.">
            <Button>Add a task to buy milk</Button>
          </EmptyState>
        </div>
      </Part>
      <Part name="Notice">
        <div className="w-full overflow-hidden rounded-box border border-line">
          <Notice action={<Button kind="quiet">Try again</Button>}>The server cannot be reached.</Notice>
        </div>
      </Part>
    </div>
  );
}

function Buttons() {
  const [chosen, setChosen] = useState<'all' | 'open' | 'done'>('all');
  return (
    <>
      <Part name="Buttons">
        <Button kind="primary">Add task</Button>
        <Button>Cancel</Button>
        <Button kind="danger">Delete</Button>
        <Button kind="quiet">Undo</Button>
        <Button kind="primary" isBusy>
          Signing in
        </Button>
        <IconButton label="Delete" icon={<BinIcon />} />
        <IconButton label="New" icon={<PlusIcon />} />
        <IconButton label="Switch the theme" icon={<ThemeIcon />} />
      </Part>
      <Part name="One of a few">
        <Segments
          label="Show"
          segments={[
            { value: 'all', name: 'All', count: 12 },
            { value: 'open', name: 'Open', count: 9 },
            { value: 'done', name: 'Done', count: 3 },
          ]}
          chosen={chosen}
          onChoose={setChosen}
        />
      </Part>
    </>
  );
}

function Fields() {
  const [isChecked, setIsChecked] = useState(true);
  return (
    <Part name="Fields">
      <div className="flex w-full flex-col gap-4 sm:w-80">
        <Field label="Name" placeholder="Ada" />
        <Field label="Password" type="password" hint="At least 10 characters." />
        <Field label="Email" defaultValue="ada@" error="Enter an email address, such as ada@example.com." />
      </div>
      <div className="flex">
        <Checkbox label="Not done" checked={false} onChange={nothing} />
        <Checkbox label="Done" checked={isChecked} onChange={() => setIsChecked(!isChecked)} />
      </div>
    </Part>
  );
}

function Overlays() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [size, setSize] = useState('small');
  return (
    <Part name="What opens">
      <Menu
        label="An example of a menu"
        className="border-muted/60 px-3"
        parts={[
          {
            kind: 'choice',
            name: 'Size',
            options: [
              { value: 'small', name: 'Small' },
              { value: 'large', name: 'Large' },
            ],
            chosen: size,
            onChoose: setSize,
          },
          { kind: 'action', name: 'Do it', onSelect: nothing },
          { kind: 'action', name: 'Under way', isBusy: true, onSelect: nothing },
        ]}
      >
        Menu <ChevronIcon />
      </Menu>
      <Button onClick={() => dialog.current?.showModal()}>Dialog</Button>
      <Dialog ref={dialog} title="A dialog">
        <p>It keeps the focus, closes at Escape and gives the focus back.</p>
      </Dialog>
    </Part>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="border-t border-line py-6">
      <h2 className="mb-4 text-small text-muted">{name}</h2>
      <div className="flex flex-wrap items-start gap-3">{children}</div>
    </section>
  );
}

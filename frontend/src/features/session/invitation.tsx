import Link from 'next/link';
import { buttonClass } from '../../ui/button.tsx';

/** What visitors find in the place of the tasks. */
export function Invitation() {
  return (
    <section aria-labelledby="invitation-title" className="w-full max-w-2xl px-4 pt-8 pb-12 sm:px-6 sm:pt-20">
      <h1 id="invitation-title" className="mb-4 text-display font-semibold text-balance">
        Your tasks, the same wherever you look
      </h1>
      <p className="mb-8 max-w-[34rem] text-lead text-muted">
        Write down what is to be done and tick it off. A change made in one window is in all of them a moment later.
      </p>
      <div className="mb-6 flex flex-wrap gap-3">
        <Link href="/sign-up" className={buttonClass('primary')}>
          Create an account
        </Link>
        <Link href="/sign-in" className={buttonClass('plain')}>
          Sign in
        </Link>
      </div>
      <p className="mb-12 text-muted">
        Only looking around?{' '}
        <Link href="/votes" className="text-accent underline underline-offset-4">
          Vote for cats or dogs
        </Link>
        , no account needed.
      </p>
      <TwoWindows />
    </section>
  );
}

const titles = [
  'Book the ferry to Helsinki',
  'Water the tomatoes',
  'Call Maya about the lease',
  'Return the library books',
];
const DONE = 1;

/** The same list in a window and on a phone, in the same state. A picture: nothing in it can be used. */
function TwoWindows() {
  return (
    <div aria-hidden="true" className="relative max-sm:hidden">
      <div className="me-24">
        <List />
      </div>
      <div className="absolute end-0 top-20 w-48 rounded-box border border-line bg-paper p-2 pt-3 text-small">
        <List isNarrow />
      </div>
      <div className="h-24" />
    </div>
  );
}

function List({ isNarrow = false }: { isNarrow?: boolean }) {
  return (
    <ul className="divide-y divide-line rounded-box border border-line bg-raised">
      {titles.map((title, index) => (
        <li key={title} className={`flex items-center ${isNarrow ? 'h-9 gap-2 px-2' : 'h-12 gap-4 px-4'}`}>
          <svg viewBox="0 0 20 20" fill="none" className={`shrink-0 ${isNarrow ? 'size-4' : 'size-5'}`}>
            <circle
              cx="10"
              cy="10"
              r="9.25"
              strokeWidth="1.5"
              className={index === DONE ? 'fill-accent stroke-accent' : 'stroke-muted'}
            />
            {index === DONE && <path d="m6 10.5 2.7 2.7 5.6-6" strokeWidth="2" className="stroke-raised" />}
          </svg>
          <span className={`truncate ${index === DONE ? 'text-muted line-through' : ''}`}>{title}</span>
        </li>
      ))}
    </ul>
  );
}

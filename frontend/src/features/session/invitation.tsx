import Link from 'next/link';
import { buttonClass } from '../../ui/button.tsx';

/** What visitors find in the place of the tasks. */
export function Invitation() {
  return (
    <section
      aria-labelledby="invitation-title"
      className="flex w-full max-w-5xl items-start justify-between gap-12 px-4 pt-12 pb-12 sm:px-6 sm:pt-24"
    >
      <div className="max-w-[34rem]">
        <h1 id="invitation-title" className="mb-4 text-display font-semibold text-balance">
          Your tasks, the same wherever you look
        </h1>
        <p className="mb-8 text-lead text-muted">
          Write down what is to be done and tick it off. A change made in one window is in all of them a moment later.
        </p>
        <div className="mb-8 flex flex-wrap gap-3">
          <Link href="/sign-up" className={buttonClass('primary')}>
            Create an account
          </Link>
          <Link href="/sign-in" className={buttonClass('plain')}>
            Sign in
          </Link>
        </div>
        <p className="text-muted">
          Only looking around?{' '}
          <Link href="/votes" className="text-accent underline underline-offset-4">
            Vote for cats or dogs
          </Link>
          , no account needed.
        </p>
      </div>
      <TwoWindows />
    </section>
  );
}

/** Two windows with the same list in the same state. */
function TwoWindows() {
  return (
    <svg
      viewBox="0 0 320 220"
      aria-hidden="true"
      className="w-80 shrink-0 @max-3xl:hidden"
      fill="none"
      strokeWidth="1.5"
    >
      <Window x={1} y={1} width={230} height={172} />
      <Window x={214} y={58} width={104} height={160} />
    </svg>
  );
}

const rows = [0.75, 0.5, 0.85, 0.6];

function Window({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx="8" className="fill-raised stroke-line" />
      {rows.map((length, index) => (
        <g key={length} transform={`translate(20 ${34 + index * 34})`}>
          <circle r="6.5" className={index === 1 ? 'fill-accent stroke-accent' : 'stroke-muted'} />
          {index === 1 && <path d="m-3 0 2.2 2.3 4-4.6" className="stroke-raised" />}
          <path
            d={`M18 0h${Math.round((width - 60) * length)}`}
            strokeWidth="6"
            strokeLinecap="round"
            className={index === 1 ? 'stroke-accent/40' : 'stroke-line'}
          />
        </g>
      ))}
    </g>
  );
}

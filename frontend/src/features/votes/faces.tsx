import type { ReactNode } from 'react';
import type { Option } from './vote-results.ts';

/** The two who are voted for. */
export const faces: Record<Option, () => ReactNode> = {
  cats: () => (
    <Face className="text-cats-deep">
      <path d="M17 42 21 9q1-3 4-1l17 15q8-2 16 0L75 8q3-2 4 1l4 33q5 18-9 32-10 11-24 11T26 74Q12 60 17 42Z" />
      <g className="fill-cats">
        <circle cx="36" cy="50" r="4.5" />
        <circle cx="64" cy="50" r="4.5" />
        <path d="M45 61h10l-5 6Z" />
      </g>
      <path
        d="M50 67v3q-2 6-9 5m9-5q2 6 9 5M27 62 10 59m17 9-15 4m61-10 17-3m-17 9 15 4"
        className="fill-none stroke-cats"
      />
    </Face>
  ),
  dogs: () => (
    <Face className="text-dogs-deep">
      <path d="M29 19q21-11 42 0 11 13 10 37-3 32-31 32T19 56q-1-24 10-37Z" />
      <path d="M31 15Q12 12 7 33q-3 21 6 30 9-2 12-14 2-18 6-34Zm38 0q19-3 24 18 3 21-6 30-9-2-12-14-2-18-6-34Z" />
      <g className="fill-dogs">
        <circle cx="38" cy="46" r="4.5" />
        <circle cx="62" cy="46" r="4.5" />
        <path d="M42 59q8-5 16 0 1 6-8 9-9-3-8-9Z" />
      </g>
      <path d="M50 68v4q-3 6-10 4m10-4q3 6 10 4M28 20q-3 12-4 26m48-26q3 12 4 26" className="fill-none stroke-dogs" />
    </Face>
  ),
};

function Face({ className, children }: { className: string; children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 100 96"
      aria-hidden="true"
      fill="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      className={`h-[clamp(5rem,30vh,17rem)] w-auto max-w-full max-sm:max-w-28 ${className}`}
    >
      {children}
    </svg>
  );
}

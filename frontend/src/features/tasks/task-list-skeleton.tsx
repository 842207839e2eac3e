import type { ReactNode } from 'react';
import { Skeleton, SkeletonLine } from '../../ui/skeleton.tsx';
import { rowsClass } from './task-row-look.tsx';

const widths = ['w-2/5', 'w-3/5', 'w-1/3', 'w-1/2'];

/** The shape of a list that is on its way. */
export function TaskListSkeleton() {
  return (
    <Skeleton>
      <ul className={rowsClass}>
        {widths.map((width) => (
          <li key={width} className="flex h-12 items-center gap-4 px-4">
            <span className="size-5 rounded-full border border-line" />
            <SkeletonLine className={width} />
          </li>
        ))}
      </ul>
    </Skeleton>
  );
}

/** The whole board's shape, while it is not known yet who is signed in; `list` is what is known of the list. */
export function TaskBoardSkeleton({ list = <TaskListSkeleton /> }: { list?: ReactNode }) {
  return (
    <section aria-busy="true" className="w-full max-w-2xl px-4 pt-8 pb-12 sm:px-6 sm:pt-12">
      <h1 className="mb-6 text-display font-semibold">Tasks</h1>
      <div aria-hidden="true" className="h-11 rounded-box border border-line bg-raised" />
      <div className="mt-5 mb-3 h-9 pointer-coarse:h-11" />
      {list}
    </section>
  );
}

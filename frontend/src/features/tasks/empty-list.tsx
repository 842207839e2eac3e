import { Button } from '../../ui/button.tsx';
import type { Filter } from './task.ts';

const suggestions = ['Buy milk', 'Call the dentist', 'Plan the weekend'];

interface Props {
  filter: Filter;
  /** There is no task at all. */
  isFirstUse: boolean;
  onAdd: (title: string) => void;
}

/** What stands in the list's place when there is nothing to list. */
export function EmptyList({ filter, isFirstUse, onAdd }: Props) {
  if (!isFirstUse) {
    return (
      <p className="rounded-box border border-line bg-raised px-4 py-8 text-center text-muted">
        {filter === 'open' ? 'Nothing is open. All done.' : 'Nothing is done yet.'}
      </p>
    );
  }
  return (
    <div className="rounded-box border border-line bg-raised px-4 py-8 text-center">
      <p className="text-lead font-semibold">Nothing to do yet</p>
      <p className="mb-6 text-muted">Write your first task above, or start with one of these.</p>
      <ul className="mx-auto flex w-fit flex-col gap-2">
        {suggestions.map((title) => (
          <li key={title}>
            <Button className="w-full" onClick={() => onAdd(title)}>
              Add a task to {title.charAt(0).toLowerCase() + title.slice(1)}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

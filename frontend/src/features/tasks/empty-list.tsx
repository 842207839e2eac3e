import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
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
    return filter === 'open' ? (
      <EmptyState title="Nothing is open. All done." />
    ) : (
      <EmptyState title="Nothing is done yet." text="What you tick off is listed here." />
    );
  }
  return (
    <EmptyState title="Nothing to do yet" text="Write your first task above, or start with one of these.">
      <ul className="mx-auto flex w-fit flex-col gap-2">
        {suggestions.map((title) => (
          <li key={title}>
            <Button className="w-full" onClick={() => onAdd(title)}>
              Add a task to {title.charAt(0).toLowerCase() + title.slice(1)}
            </Button>
          </li>
        ))}
      </ul>
    </EmptyState>
  );
}

import { SessionEnded } from '../../api-client.ts';
import { failureWords } from '../../failure-words.ts';
import type { Change } from './task.ts';
import type { Failure, TaskActions } from './use-tasks.ts';

const whatFailed: Record<Change['kind'], string> = {
  add: 'was not added',
  edit: 'was not changed',
  complete: 'was not changed',
  delete: 'was not deleted',
  restore: 'was not brought back',
};

interface Props {
  failure: Failure;
  actions: TaskActions;
  /** Says which task it is about, where no row does. */
  named?: boolean;
}

/** A change that was taken back: why, and what can be done. */
export function FailedChange({ failure: { record, error }, actions, named = false }: Props) {
  const change = record.state.variables;
  if (!change) return null;
  return (
    <div role="alert" className="mt-2 flex flex-wrap items-center gap-x-4 text-small">
      <p className="min-w-0 text-bad [overflow-wrap:anywhere]">
        {named ? <bdi>“{change.title}”</bdi> : 'This'} {whatFailed[change.kind]}. {failureWords(error)}
      </p>
      <div className="flex gap-4">
        <SmallAction onClick={() => actions.retry(record)}>
          {error instanceof SessionEnded ? 'Try again after signing in' : 'Try again'}
        </SmallAction>
        <SmallAction onClick={() => actions.dismiss(record)}>Dismiss</SmallAction>
      </div>
    </div>
  );
}

function SmallAction({ children, onClick }: { children: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="min-h-8 rounded-box font-semibold text-accent hover:underline hover:underline-offset-4 pointer-coarse:min-h-11"
    >
      {children}
    </button>
  );
}

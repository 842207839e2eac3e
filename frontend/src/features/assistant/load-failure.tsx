import { failureWords } from '../../failure-words.ts';
import { Button } from '../../ui/button.tsx';

interface Props {
  what: string;
  error: Error;
  onRetry: () => void;
}

/** What stands in the place of something that could not be loaded. */
export function LoadFailure({ what, error, onRetry }: Props) {
  return (
    <div role="alert" className="px-2 py-1">
      <p className="font-semibold">{what} could not be loaded.</p>
      <p className="mb-4 text-muted">{failureWords(error)}</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

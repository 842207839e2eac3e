import { Refused } from '../../api-client.ts';
import { failureWords } from '../../failure-words.ts';
import { Button } from '../../ui/button.tsx';

interface Props {
  what: string;
  error: Error;
  onRetry: () => void;
  /** What to do instead when it is there no more. */
  onGone?: () => void;
}

/** What stands in the place of something that could not be loaded. */
export function LoadFailure({ what, error, onRetry, onGone }: Props) {
  const isGone = onGone && error instanceof Refused && error.status === 404;
  return (
    <div role="alert" className="px-2 py-1">
      <p className="font-semibold">{isGone ? `${what} is there no more.` : `${what} could not be loaded.`}</p>
      <p className="mb-4 text-muted">{failureWords(error)}</p>
      {isGone ? <Button onClick={onGone}>Start a new one</Button> : <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

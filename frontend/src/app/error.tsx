'use client';

import Link from 'next/link';
import { Button, buttonClass } from '../ui/button.tsx';
import { Message } from '../ui/message.tsx';

export default function PageError({ reset }: { reset: () => void }) {
  return (
    <Message title="This page has failed">
      <p className="mb-6 text-muted">It is our mistake, not yours. What you had saved is safe.</p>
      <div className="flex flex-wrap gap-3">
        <Button kind="primary" onClick={reset}>
          Try again
        </Button>
        <Link href="/" className={buttonClass('plain')}>
          Go to the tasks
        </Link>
      </div>
    </Message>
  );
}

'use client';

import { Button } from '../ui/button.tsx';
import { Message } from '../ui/message.tsx';
import './globals.css';

/** Stands in for the whole page, layout included, when even that has failed. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Evenkeel</title>
        <Message title="Evenkeel has failed">
          <p className="mb-6 text-muted">It is our mistake, not yours. What you had saved is safe.</p>
          <Button kind="primary" onClick={reset}>
            Try again
          </Button>
        </Message>
      </body>
    </html>
  );
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { buttonClass } from '../ui/button.tsx';
import { Message } from '../ui/message.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Message title="There is nothing here">
      <p className="mb-6 text-muted">The address may be misspelt, or what was here is gone.</p>
      <Link href="/" className={buttonClass('primary')}>
        Go to the tasks
      </Link>
    </Message>
  );
}

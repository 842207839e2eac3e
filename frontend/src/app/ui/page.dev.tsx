import type { Metadata } from 'next';
import { Gallery } from './gallery.tsx';

export const metadata: Metadata = { title: 'Components' };

/** Every component with its states, for who develops; what is built for production has no such page. */
export default function ComponentsPage() {
  return <Gallery />;
}

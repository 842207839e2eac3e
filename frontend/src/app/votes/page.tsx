import type { Metadata } from 'next';
import { Votes } from './votes.tsx';

export const metadata: Metadata = { title: 'Votes' };

export default function VotesPage() {
  return <Votes />;
}

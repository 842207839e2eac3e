import type { Metadata } from 'next';
import { Dashboard } from './dashboard.tsx';

export const metadata: Metadata = { title: 'Tasks' };

export default function DashboardPage() {
  return <Dashboard />;
}

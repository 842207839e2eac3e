'use client';

import { useSession } from '../../features/session/session-provider.tsx';
import { VotesBoard } from '../../features/votes/votes-board.tsx';

export function Votes() {
  return <VotesBoard api={useSession().session.api} />;
}

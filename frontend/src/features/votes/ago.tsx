'use client';

import { agoWords, fullWords } from '../../ui/date-words.ts';
import { useNow } from '../../ui/use-now.ts';

/** How long ago something was, kept true while one looks at it. */
export function Ago({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={fullWords(iso)}>
      {agoWords(iso, useNow(1_000))}
    </time>
  );
}

import { useEffect, useState } from 'react';

/** The time, as fresh as `everyMs`. For what is shown after loading only: the server's time would differ. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

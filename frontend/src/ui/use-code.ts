import { onlineManager } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useIsOnline } from './use-is-online.ts';

/**
 * A part of the page that is loaded when it is wanted, from the first time it is rendered in the browser, and not while one is
 * offline; undefined until it is there. What waits for React's own lazy components keeps its placeholder for 0.3 s at least,
 * and this does not.
 * @throws the reason, while rendering, when it is wanted and could not be loaded though one is online
 */
export function useCode<Code>(load: () => Promise<Code>, isWanted: boolean): Code | undefined {
  const [loaded, setLoaded] = useState<{ code: Code } | { error: unknown }>();
  const isOnline = useIsOnline();
  const isNow = isWanted && isOnline;
  if (isNow && !loaded && typeof window !== 'undefined') void load().catch(ignore);
  useEffect(() => {
    if (!isNow || loaded) return;
    let isGone = false;
    load().then(
      (code) => !isGone && setLoaded({ code }),
      (error: unknown) => !isGone && onlineManager.isOnline() && setLoaded({ error }),
    );
    return () => {
      isGone = true;
    };
  }, [load, isNow, loaded]);
  if (!loaded) return undefined;
  if ('code' in loaded) return loaded.code;
  if (isWanted) throw loaded.error;
  return undefined;
}

const ignore = () => {};

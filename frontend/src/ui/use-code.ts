import { useEffect, useState } from 'react';

/**
 * A part of the page that is loaded when it is wanted, from the first time it is rendered in the browser; undefined until it is
 * there. What waits for React's own lazy components keeps its placeholder for 0.3 s at least, and this does not.
 * @throws the reason, while rendering, when it is wanted and could not be loaded
 */
export function useCode<Code>(load: () => Promise<Code>, isWanted: boolean): Code | undefined {
  const [loaded, setLoaded] = useState<{ code: Code } | { error: unknown }>();
  if (isWanted && !loaded && typeof window !== 'undefined') void load().catch(ignore);
  useEffect(() => {
    if (!isWanted || loaded) return;
    let isGone = false;
    load().then(
      (code) => !isGone && setLoaded({ code }),
      (error: unknown) => !isGone && setLoaded({ error }),
    );
    return () => {
      isGone = true;
    };
  }, [load, isWanted, loaded]);
  if (!loaded) return undefined;
  if ('code' in loaded) return loaded.code;
  if (isWanted) throw loaded.error;
  return undefined;
}

const ignore = () => {};

import { useEffect, useEffectEvent } from 'react';

const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable=true]';

/**
 * Runs `action` when a key is pressed outside of text fields and dialogs.
 * @param key as in KeyboardEvent.key, with `mod+` before it for Ctrl or ⌘
 */
export function useShortcut(key: string, action: () => void) {
  const onPress = useEffectEvent((event: KeyboardEvent) => {
    const isWanted = `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.key}` === key;
    const target = event.target instanceof Element ? event.target : document.body;
    if (!isWanted || event.altKey || event.defaultPrevented || target.closest(typing)) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onPress(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

'use client';

import { useLayoutEffect, useRef, type ComponentProps } from 'react';
import { useConversation } from './conversation-context.ts';

/** A button that goes away by what it does: the focus then goes to where one writes. */
export function LeavingButton(props: ComponentProps<'button'>) {
  const { takeFocus } = useConversation();
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const element = button.current;
    return () => {
      if (element && element === document.activeElement) takeFocus();
    };
  }, [takeFocus]);
  return <button type="button" {...props} ref={button} />;
}

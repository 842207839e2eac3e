'use client';

import { useState } from 'react';
import { Field } from '../../ui/field.tsx';

interface Props {
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  error: string | undefined;
}

/** A password that can be shown while it is typed. */
export function PasswordField({ autoComplete, hint, error }: Props) {
  const [isShown, setIsShown] = useState(false);
  return (
    <Field
      label="Password"
      name="password"
      type={isShown ? 'text' : 'password'}
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      {...(hint ? { hint } : {})}
      error={error}
      end={
        <button
          type="button"
          aria-pressed={isShown}
          aria-label="Show the password"
          onClick={() => setIsShown(!isShown)}
          className="min-h-11 rounded-box px-3 text-small font-semibold text-accent"
        >
          {isShown ? 'Hide' : 'Show'}
        </button>
      }
    />
  );
}

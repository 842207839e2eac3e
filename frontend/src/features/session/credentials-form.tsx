'use client';

import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { authFailure, type AuthError } from './auth-failure.ts';
import { readCredentials, type Credentials, type FieldErrors } from './credentials.ts';
import { returnPath, withReturn } from './return-path.ts';
import { useSession } from './session-provider.tsx';

interface Props {
  title: string;
  action: string;
  busyAction: string;
  /** The other of the two pages, for who came to the wrong one. */
  other: { page: '/sign-in' | '/sign-up'; question: string; action: string };
  check: (credentials: Credentials) => FieldErrors;
  send: (credentials: Credentials) => Promise<{ error: AuthError | null }>;
  children: (errors: FieldErrors) => ReactNode;
}

/** What signing in and signing up have in common. Leads back to where one came from. */
export function CredentialsForm({ title, action, busyAction, other, check, send, children }: Props) {
  const { session, state } = useSession();
  const router = useRouter();
  const back = returnPath(useSearchParams().get('return'));
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const isSignedIn = state?.status === 'signed-in';

  useEffect(() => {
    if (isSignedIn) router.replace(back);
  }, [isSignedIn, router, back]);

  useEffect(() => {
    if (Object.values(errors).some(Boolean)) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [errors]);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const credentials = readCredentials(new FormData(event.currentTarget));
    const found = check(credentials);
    setErrors(found);
    setFailure(undefined);
    if (Object.values(found).some(Boolean)) return;
    setIsBusy(true);
    const { error } = await send(credentials);
    if (error) {
      const { field, message } = authFailure(error);
      if (field) setErrors({ [field]: message });
      else setFailure(message);
      return setIsBusy(false);
    }
    await session.signedIn();
    announce('You are signed in.');
  }

  return (
    <section aria-labelledby="form-title" className="mx-auto w-full max-w-sm px-4 pt-12 pb-12 sm:pt-24">
      <h1 id="form-title" className="mb-6 text-display font-semibold">
        {title}
      </h1>
      {/* POST, so that a form that is sent before its script is there puts no password into the address. */}
      <form
        ref={form}
        method="post"
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4"
      >
        {children(errors)}
        {failure && (
          <p role="alert" className="text-bad">
            {failure}
          </p>
        )}
        <Button kind="primary" type="submit" isBusy={isBusy} className="mt-2">
          {isBusy ? busyAction : action}
        </Button>
      </form>
      <p className="mt-6 text-muted">
        {other.question}{' '}
        <Link href={withReturn(other.page, back)} className="text-accent underline underline-offset-4">
          {other.action}
        </Link>
      </p>
    </section>
  );
}

'use client';

import { Field } from '../../ui/field.tsx';
import { askAuth } from './auth-client.ts';
import { CredentialsForm } from './credentials-form.tsx';
import { emailProblem } from './credentials.ts';
import { PasswordField } from './password-field.tsx';

export function SignInForm() {
  return (
    <CredentialsForm
      title="Sign in"
      action="Sign in"
      busyAction="Signing in"
      other={{ page: '/sign-up', question: 'No account yet?', action: 'Create one' }}
      check={({ email, password }) => ({
        email: emailProblem(email),
        password: password ? undefined : 'Enter your password.',
      })}
      send={({ email, password }) => askAuth((auth) => auth.signIn.email({ email, password }))}
    >
      {(errors) => (
        <>
          <Field label="Email" name="email" type="email" autoComplete="username" error={errors.email} />
          <PasswordField autoComplete="current-password" error={errors.password} />
        </>
      )}
    </CredentialsForm>
  );
}

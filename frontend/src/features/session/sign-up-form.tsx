'use client';

import { Field } from '../../ui/field.tsx';
import { askAuth } from './auth-client.ts';
import { CredentialsForm } from './credentials-form.tsx';
import { emailProblem, nameProblem, newPasswordProblem } from './credentials.ts';
import { PasswordField } from './password-field.tsx';

export function SignUpForm() {
  return (
    <CredentialsForm
      title="Create an account"
      action="Create account"
      busyAction="Creating the account"
      other={{ page: '/sign-in', question: 'Have an account already?', action: 'Sign in' }}
      check={({ name, email, password }) => ({
        name: nameProblem(name),
        email: emailProblem(email),
        password: newPasswordProblem(password),
      })}
      send={({ name, email, password }) => askAuth((auth) => auth.signUp.email({ name: name.trim(), email, password }))}
    >
      {(errors) => (
        <>
          <Field label="Name" name="name" autoComplete="name" dir="auto" error={errors.name} />
          <Field label="Email" name="email" type="email" autoComplete="email" error={errors.email} />
          <PasswordField autoComplete="new-password" hint="At least 10 characters." error={errors.password} />
        </>
      )}
    </CredentialsForm>
  );
}

/** What people enter to sign in or up. */
export interface Credentials {
  name: string;
  email: string;
  password: string;
}

/** A message for each field that cannot be sent like this. */
export type FieldErrors = { [field in keyof Credentials]?: string | undefined };

export function readCredentials(form: FormData): Credentials {
  const text = (field: string) => {
    const value = form.get(field);
    return typeof value === 'string' ? value : '';
  };
  return { name: text('name'), email: text('email').trim(), password: text('password') };
}

export function nameProblem(name: string): string | undefined {
  return name.trim() ? undefined : 'Enter a name. It is shown to you alone.';
}

export function emailProblem(email: string): string | undefined {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? undefined : 'Enter an email address, such as ada@example.com.';
}

/** The rule that the backend holds new passwords to. */
export function newPasswordProblem({ length }: string): string | undefined {
  if (length < 10) return 'Use at least 10 characters.';
  return length > 128 ? 'Use at most 128 characters.' : undefined;
}

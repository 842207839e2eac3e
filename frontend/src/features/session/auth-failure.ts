/** What Better Auth's client tells of a refusal. */
export interface AuthError {
  status: number;
  code?: string | undefined;
  message?: string | undefined;
}

/** Why signing in or up was refused: a message, and the field that it is about. */
export function authFailure(error: AuthError): { field?: 'email' | 'password'; message: string } {
  switch (error.code) {
    case 'INVALID_EMAIL_OR_PASSWORD':
      return { field: 'password', message: 'The email or the password is not right.' };
    case 'USER_ALREADY_EXISTS':
    case 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL':
      return { field: 'email', message: 'There is an account with this email already. Sign in instead.' };
    case 'INVALID_EMAIL':
      return { field: 'email', message: 'This is not an email address.' };
    case 'PASSWORD_TOO_SHORT':
      return { field: 'password', message: 'Use at least 10 characters.' };
    case 'PASSWORD_TOO_LONG':
      return { field: 'password', message: 'Use at most 128 characters.' };
  }
  if (error.status === 429) return { message: 'Too many tries. Wait a minute, then try again.' };
  if (error.status === 0 || error.status >= 500)
    return { message: 'The server cannot be reached. Try again in a moment.' };
  return { message: error.message ?? 'That did not work. Try again.' };
}
